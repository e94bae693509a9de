import { useMemo } from 'react';
import { encode } from 'uqr';
import { qrBorder, qrPath } from '../../../common/domain/qr-code.ts';

/** A QR code, dark on light in both themes: that's what cameras read. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { size, data } = encode(text, { ecc: 'M', border: qrBorder });
    return { size, path: qrPath(data) };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-40 rounded-box border border-line"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
