import { useRef, useState, type PointerEvent } from 'react';
import {
  signatureLimit,
  signatureSize,
  type Signature,
  type SignedPart,
} from '../../../common/domain/visits.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { moment, useNow } from '../../ui/words.ts';
import { useTyped } from './use-typed.ts';
import { changedSinceWords } from './visit-words.ts';
import { thumb, type EditVisit } from './VisitPage.tsx';

/** How far the pointer goes until a stroke gets another point, in units of the drawing. */
const step = 4;
const box = `0 0 ${signatureSize.width} ${signatureSize.height}`;

/** Keeps a stroke of a finger from also being a swipe: what's tapped next would be taken for its end. */
function keepFingers(pad: SVGSVGElement | null) {
  if (!pad) return;
  const keep = (event: TouchEvent) => event.preventDefault();
  // Not by React, which listens passively.
  pad.addEventListener('touchstart', keep, { passive: false });
  return () => pad.removeEventListener('touchstart', keep);
}

/** A signature as it was drawn. */
export function SignatureDrawing({ path, className }: { path: string; className: string }) {
  return (
    <svg viewBox={box} className={className} role="img" aria-label="Signature">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        strokeWidth={5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

interface SignatureFieldProps {
  signature: Signature | null;
  /** What is another than when it was given. */
  changedSince: readonly SignedPart[];
  edit: EditVisit;
  whyNot: string | undefined;
}

/** Who confirmed the visit at the site, drawn with a mouse, a pen or a finger. */
export function SignatureField({ signature, changedSince, edit, whyNot }: SignatureFieldProps) {
  const now = useNow(60_000);
  const [by, drawn] = [useTyped('signedBy'), useTyped('signature')];
  const name = by.text ?? '';
  const [stroke, setStroke] = useState('');
  const path = (drawn.text ?? '') + stroke;
  const [faults, setFaults] = useState<{ name?: string; path?: string }>({});
  const last = useRef<{ x: number; y: number } | null>(null);
  /** The stroke that is being drawn, behind those that are kept. */
  const begun = useRef('');

  if (signature)
    return (
      <>
        <SignatureDrawing
          path={signature.path}
          className="h-28 w-full max-w-[460px] rounded-box border border-line"
        />
        <p className="mt-1 text-muted">
          {signature.by}, {moment(signature.at, now)}
        </p>
        {changedSince.length > 0 ? (
          <p className="mt-1 text-warn">{changedSinceWords(changedSince)} Sign anew for what is there now.</p>
        ) : null}
        <Button
          className={`mt-2 ${thumb}`}
          whyNot={whyNot}
          onPress={() => void edit('Signature taken away', { signature: null })}
        >
          Sign anew
        </Button>
      </>
    );
  if (whyNot) return <p className="text-muted">{whyNot}</p>;

  const draw = (event: PointerEvent<SVGSVGElement>, verb: 'M' | 'L') => {
    const frame = event.currentTarget.getBoundingClientRect();
    const within = (at: number, most: number) => Math.round(Math.min(Math.max(at, 0), 1) * most);
    const x = within((event.clientX - frame.left) / frame.width, signatureSize.width);
    const y = within((event.clientY - frame.top) / frame.height, signatureSize.height);
    const from = last.current;
    if (verb === 'L' && (!from || Math.hypot(x - from.x, y - from.y) < step)) return;
    last.current = { x, y };
    // A dot is a stroke too.
    const point = verb === 'M' ? `M${x} ${y}L${x} ${y}` : `L${x} ${y}`;
    const length = (drawn.text ?? '').length + begun.current.length + point.length;
    if (length <= signatureLimit) begun.current += point;
    setStroke(begun.current);
    setFaults({});
  };
  const lift = () => {
    last.current = null;
    if (begun.current !== '') drawn.set((drawn.text ?? '') + begun.current);
    begun.current = '';
    setStroke('');
  };
  const clear = () => {
    begun.current = '';
    setStroke('');
    drawn.set(undefined);
  };
  const keep = async () => {
    const found = {
      ...(name.trim() === '' ? { name: 'Name of who signs is mandatory' } : {}),
      ...(path === '' ? { path: 'Nothing is drawn yet' } : {}),
    };
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const signed = { by: name.trim(), path, at: new Date().toISOString() };
    if (!(await edit(`Signed by ${name.trim()}`, { signature: signed }))) return;
    clear();
    by.set(undefined);
  };
  return (
    <div className="flex max-w-[460px] flex-col gap-2">
      <TextField
        label="Name of who signs"
        name="signedBy"
        value={name}
        onChange={by.set}
        fault={faults.name}
      />
      <svg
        ref={keepFingers}
        viewBox={box}
        preserveAspectRatio="none"
        role="img"
        aria-label="Draw the signature here"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          draw(event, 'M');
        }}
        onPointerMove={(event) => {
          if (last.current && event.buttons > 0) draw(event, 'L');
        }}
        onPointerUp={lift}
        onPointerCancel={lift}
        className="h-36 w-full touch-none rounded-box border border-line-field bg-raised"
      >
        <path
          d={path}
          fill="none"
          stroke="currentColor"
          strokeWidth={5}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {faults.path ? (
        <p role="alert" className="text-sm text-bad">
          {faults.path}
        </p>
      ) : null}
      <div className="flex gap-2">
        <Button className={thumb} onPress={() => void keep()}>
          Keep signature
        </Button>
        <Button look="quiet" className={thumb} onPress={clear}>
          Clear
        </Button>
      </div>
    </div>
  );
}
