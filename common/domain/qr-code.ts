/** Light modules around a QR code, without which cameras may not find it (ISO/IEC 18004, 7.3.7). */
export const qrBorder = 4;

/** The dark modules of a QR code as the path of an SVG, a module a unit; `rows` is true where it's dark. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  return rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
}
