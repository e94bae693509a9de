import { useState, type ReactNode } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ImportAsked, ImportCheck, ImportTable } from '../../../common/contract/exchange.ts';
import type { ImportKind } from '../../../common/domain/exchange/import-fields.ts';
import { targetsByTitle } from '../../../common/domain/exchange/mapping.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { everything } from '../../app/router.ts';
import { useWhyNot } from '../../app/session.ts';
import { changeList, unnarrowed } from '../../app/store.ts';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/Button.tsx';
import { Failure, NoPermission } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { useDraft } from '../wizard/use-draft.ts';
import { MappingStep } from './MappingStep.tsx';
import { PreviewStep, type Flagged } from './PreviewStep.tsx';
import { SourceStep } from './SourceStep.tsx';
import { useImportProgress } from './use-import-progress.ts';

const needed = {
  customer: 'customer.create',
  site: 'site.create',
  probe: 'probe.associate',
} as const;
/** Pasted text up to this length outlives the window. */
const longestDraft = 2_000_000;

/** Brings a file of customers, sites or probes in: choose it, say what its columns are, look at what would happen, accept. */
export function ImportPage({ kind }: { kind: ImportKind }) {
  const whyNot = useWhyNot(needed[kind]);
  if (whyNot) return <NoPermission title={`Import ${kind}s`} because={whyNot} />;
  return <Import kind={kind} />;
}

function Import({ kind: wanted }: { kind: ImportKind }) {
  const [text, setText] = useState('');
  const [table, setTable] = useState<ImportTable | null>(null);
  const [asked, setAsked] = useState<ImportAsked | null>(null);
  const [check, setCheck] = useState<ImportCheck | null>(null);
  const [isPreview, setIsPreview] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const progress = useImportProgress(table?.token);
  const draft = useDraft(`import:${wanted}`, (found) => {
    if (typeof found?.values['text'] === 'string') setText(found.values['text']);
  });
  const kind = asked?.kind ?? wanted;

  const typed = (next: string) => {
    setText(next);
    if (next === '') draft.discard();
    else if (next.length <= longestDraft) draft.save('source', { text: next }, undefined);
  };
  const open = async (content: string | Uint8Array<ArrayBuffer>) => {
    draft.flush();
    setBusy(true);
    setFailure(null);
    const result = await attempt('import.open', { content, kind: wanted });
    if (!result.ok) setFailure(result.error);
    else {
      const opened = result.value;
      const remembered = await attempt('draft.load', { key: mappingKey(opened.kind, opened.signature) });
      const had = remembered.ok ? remembered.value.draft?.values : undefined;
      setTable(opened);
      setAsked({
        token: opened.token,
        kind: opened.kind,
        header: opened.header,
        targets: isTargets(had?.['targets'], opened.columns.length)
          ? had['targets']
          : opened.columns.map(({ target }) => target),
        fixed: isFixed(had?.['fixed']) ? had['fixed'] : {},
        choices: {},
      });
      announce(`${counted(opened.lines, 'line')} read`);
    }
    setBusy(false);
  };
  const look = async (next: ImportAsked) => {
    setAsked(next);
    setBusy(true);
    setFailure(null);
    const result = await attempt('import.check', next);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    setCheck(result.value);
    if (result.value.faults.length > 0) return;
    setIsPreview(true);
    if (table)
      void attempt('draft.save', {
        key: mappingKey(next.kind, table.signature),
        step: 'mapping',
        values: { targets: next.targets, fixed: next.fixed },
      });
  };
  const accept = async (flagged: Flagged) => {
    if (!table) return;
    setBusy(true);
    const result = await attempt('import.accept', { token: table.token, flagged });
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    const { created, updated, left, mutationIds } = result.value;
    draft.discard();
    changeList(kind, unnarrowed);
    go({ page: kind, scope: everything, id: null });
    const parts = [
      ...(created > 0 ? [`${counted(created, kind)} added`] : []),
      ...(updated > 0 ? [`${count(updated)} updated`] : []),
      ...(left > 0
        ? [
            `${counted(left, 'line')} left as it was`.replace(
              'lines left as it was',
              'lines left as they were',
            ),
          ]
        : []),
    ];
    sayChanged(parts.join(', '), mutationIds);
  };
  const startOver = () => {
    setTable(null);
    setAsked(null);
    setCheck(null);
    setIsPreview(false);
    setFailure(null);
  };

  const step = !table || !asked ? 0 : isPreview ? 2 : 1;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3.5 pb-2.5">
        <h1 className="text-xl font-strong tracking-[-0.01em]">Import {kind}s</h1>
        <Steps now={step} />
        <div className="ml-auto flex gap-2">
          {step > 0 ? (
            <Button onPress={step === 2 ? () => setIsPreview(false) : startOver}>
              {step === 2 ? 'Back to columns' : 'Another file'}
            </Button>
          ) : null}
          <Button look="quiet" onPress={() => go({ page: wanted, scope: everything, id: null })}>
            Close
          </Button>
        </div>
      </div>
      <Failure error={failure} className="px-4 pb-2.5" />
      <div className="flex min-h-0 flex-1 flex-col border-t border-line">
        {!table || !asked ? (
          <SourceStep
            kind={wanted}
            text={text}
            onText={typed}
            busy={busy}
            onOpen={(content) => void open(content)}
            onFault={setFailure}
          />
        ) : isPreview && check ? (
          <PreviewStep
            asked={asked}
            check={check}
            busy={busy}
            onChoices={(choices) => void look({ ...asked, choices })}
            onAccept={(flagged) => void accept(flagged)}
          />
        ) : (
          <MappingStep
            table={table}
            asked={asked}
            faults={check?.faults ?? []}
            busy={busy}
            progress={progress}
            onChange={(next) => {
              setCheck(null);
              setAsked(
                next.kind === asked.kind
                  ? next
                  : {
                      ...next,
                      fixed: {},
                      targets: targetsByTitle(
                        table.columns.map(({ title }) => title),
                        next.kind,
                      ),
                    },
              );
            }}
            onCheck={() => void look(asked)}
          />
        )}
      </div>
    </div>
  );
}

function mappingKey(kind: ImportKind, signature: string): string {
  return `import.columns:${kind}:${signature}`;
}

function isTargets(value: unknown, columns: number): value is (string | null)[] {
  return (
    Array.isArray(value) &&
    value.length === columns &&
    value.every((one) => one === null || typeof one === 'string')
  );
}

function isFixed(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string')
  );
}

function Steps({ now }: { now: number }): ReactNode {
  return (
    <ol className="flex gap-3 text-sm text-muted" aria-label="Steps">
      {['File', 'Columns', 'Preview'].map((title, at) => (
        <li
          key={title}
          aria-current={at === now ? 'step' : undefined}
          className={at === now ? 'font-strong text-text' : ''}
        >
          {at + 1}. {title}
        </li>
      ))}
    </ol>
  );
}
