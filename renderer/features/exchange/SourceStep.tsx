import { useRef } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ImportKind } from '../../../common/domain/exchange/import-fields.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';

const megabyte = 1024 * 1024;
/** The largest file that is taken; the main process takes no more either. */
const largest = 50 * megabyte;

interface SourceStepProps {
  kind: ImportKind;
  text: string;
  onText: (text: string) => void;
  busy: boolean;
  onOpen: (content: string | Uint8Array<ArrayBuffer>) => void;
  onFault: (error: AppError) => void;
}

const examples: Record<ImportKind, string> = {
  customer: 'Customer name, E-mail, Partner, City, External ID (ConnectWise)',
  site: 'Site name, Customer, City, Time zone',
  probe: 'Serial, Site, Customer',
};

/** Chooses a file, or takes pasted lines. */
export function SourceStep({ kind, text, onText, busy, onOpen, onFault }: SourceStepProps) {
  const file = useRef<HTMLInputElement>(null);
  const take = async (chosen: File) => {
    if (chosen.size > largest) {
      onFault({
        code: 'invalid',
        retry: 'no',
        message: `${chosen.name} has ${Math.ceil(chosen.size / megabyte)} MB, and at most ${largest / megabyte} MB are taken at once. Nothing was read; split it.`,
      });
      return;
    }
    try {
      onOpen(new Uint8Array(await chosen.arrayBuffer()));
    } catch (thrown) {
      onFault({
        code: 'invalid',
        retry: 'later',
        message: `${chosen.name} can’t be read. It may have been moved, or be open elsewhere; nothing was imported.`,
        detail: String(thrown),
      });
    }
  };
  return (
    <div className="flex max-w-[760px] flex-col gap-4 overflow-auto p-4">
      <p className="text-muted">
        CSV with the names of its columns in the first line, such as {examples[kind]}. Exports of Partner
        Center, ConnectWise, N-central and Datto RMM are recognised. Nothing is changed before you accept the
        preview.
      </p>
      <div>
        <input
          ref={file}
          type="file"
          accept=".csv,.tsv,.txt"
          aria-label="File to import"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            event.target.value = '';
            if (chosen) void take(chosen);
          }}
        />
        <Button autoFocus look="primary" busy={busy} onPress={() => file.current?.click()}>
          {busy ? 'Reading…' : 'Choose a file…'}
        </Button>
        <span className="ml-3 text-muted">At most 50 MB</span>
      </div>
      <TextField
        label="Or paste lines"
        lines={10}
        value={text}
        onChange={onText}
        hint="Cells from a spreadsheet are understood too. What you pasted is kept while Switchyard is closed."
      />
      <div>
        <Button
          busy={busy}
          whyNot={text.trim() === '' ? 'Paste lines first.' : undefined}
          onPress={() => onOpen(text)}
        >
          Read pasted lines
        </Button>
      </div>
    </div>
  );
}
