interface StackProps {
  parts: readonly {
    key: string;
    /** What the part is, with its number. */
    title: string;
    value: number;
    fill: string;
  }[];
  /** From a value to its width, where 100 is the whole. */
  x: (value: number) => number;
}

/** What the colours of a picture's bars stand for; `swatch` is a colour as a background. */
export function Legend({ parts }: { parts: readonly { title: string; swatch: string }[] }) {
  return (
    <ul className="mb-1.5 flex flex-wrap gap-x-3.5 gap-y-1 px-1 text-sm text-muted">
      {parts.map(({ title, swatch }) => (
        <li key={title} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className={`size-2.5 rounded-full forced-color-adjust-none forced-colors:border forced-colors:border-[CanvasText] ${swatch}`}
          />
          {title}
        </li>
      ))}
    </ul>
  );
}

/** A bar whose parts lie one behind the other; what it says stands beside it in words. */
export function Stack({ parts, x }: StackProps) {
  let from = 0;
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden
      className="block h-2.5 w-full forced-color-adjust-none"
    >
      {parts.map(({ key, title, value, fill }) => {
        const start = from;
        from += value;
        return value > 0 ? (
          <rect
            key={key}
            x={x(start)}
            width={x(value)}
            y={0}
            height={8}
            vectorEffect="non-scaling-stroke"
            className={fill}
          >
            <title>{title}</title>
          </rect>
        ) : null;
      })}
    </svg>
  );
}
