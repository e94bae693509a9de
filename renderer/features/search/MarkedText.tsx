import { foundIn } from '../../../common/domain/text.ts';

/** A text in which what was looked for is marked. */
export function MarkedText({ text, query }: { text: string; query: string }) {
  const parts = [];
  let from = 0;
  for (const { start, end } of foundIn(text, query)) {
    parts.push(
      text.slice(from, start),
      <mark
        key={start}
        className="rounded-[2px] bg-warn-soft text-inherit underline decoration-1 underline-offset-2"
      >
        {text.slice(start, end)}
      </mark>,
    );
    from = end;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}
