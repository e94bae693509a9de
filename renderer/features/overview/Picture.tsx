import { useState, type ReactNode } from 'react';
import { ChartColumn, Table } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';

interface PictureProps {
  title: string;
  /** What the picture says, in a sentence. */
  says: string;
  /** The same as a table: its heads, and its lines. */
  heads: readonly string[];
  lines: readonly (readonly [ReactNode, ...ReactNode[]])[];
  /** The way to what's shown. */
  action?: ReactNode;
  children: ReactNode;
}

/** A picture in a frame, that can be read as a table instead. */
export function Picture({ title, says, heads, lines, action, children }: PictureProps) {
  const [isTable, setTable] = useState(false);
  return (
    <section aria-label={title} className="rounded-card border border-line">
      <div className="flex items-center gap-2 border-b border-line-soft py-1.5 pr-1.5 pl-3.5">
        <h2 className="mr-auto font-strong">{title}</h2>
        {action}
        {lines.length > 0 ? (
          <Button look="quiet" pressed={isTable} onPress={() => setTable(!isTable)}>
            {isTable ? <ChartColumn aria-hidden size={14} /> : <Table aria-hidden size={14} />}
            {isTable ? 'Picture' : 'Table'}
            <span className="sr-only">of {title}</span>
          </Button>
        ) : null}
      </div>
      <div className="px-3.5 py-2.5">
        <p className="mb-2 text-muted">{says}</p>
        {isTable ? (
          <div
            className="max-h-64 overflow-auto"
            tabIndex={0}
            role="group"
            aria-label={`${title} as a table`}
          >
            <table className="w-full text-left">
              <thead className="text-sm text-muted">
                <tr>
                  {heads.map((head, at) => (
                    <th key={head} scope="col" className={`py-0.5 font-normal ${at > 0 ? 'text-right' : ''}`}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {lines.map(([first, ...rest], at) => (
                  <tr key={at} className="border-t border-line-soft">
                    <th scope="row" className="py-0.5 font-normal">
                      {first}
                    </th>
                    {rest.map((cell, column) => (
                      <td key={column} className="py-0.5 text-right">
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          children
        )}
      </div>
    </section>
  );
}
