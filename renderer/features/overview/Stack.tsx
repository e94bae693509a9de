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
