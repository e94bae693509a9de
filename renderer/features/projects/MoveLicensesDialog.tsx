import { useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import type { ProjectChoice } from '../../../common/contract/projects.ts';
import {
  forecastMove,
  licenseMove,
  licenseQuantity,
  tooFewLicenses,
  type Holder,
} from '../../../common/domain/licenses.ts';
import { whyErased, whyTakesNoLicenses } from '../../../common/domain/projects.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { say, sayChanged } from '../../app/notices.ts';
import { useWhyNotOfPartner } from '../../app/session.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ChoiceField, FindChoiceField, TextField } from '../../ui/fields.tsx';
import { Failure } from '../../ui/states.tsx';
import { count, counted } from '../../ui/words.ts';
import { Refused } from '../../ui/Refused.tsx';
import { closingTitle, partnerAccount } from './project-words.ts';

/** What stands for the partner account among the choices. */
const partnerChoice = 'partner-account';
const idOf = (holder: Holder) => holder ?? partnerChoice;
const holderOf = (id: string): Holder => (id === partnerChoice ? null : id);

interface MoveLicensesDialogProps {
  /** Whose they are; null is the partner account. */
  from: Holder;
  /** Where they go; undefined: it's asked. */
  to: Holder | undefined;
}

/** Moves licenses between pools; what both sides have afterwards is shown before. */
export function MoveLicensesDialog({ from, to }: MoveLicensesDialogProps) {
  const whyNot = useWhyNotOfPartner('license.move');
  const title = from === null ? 'Assign licenses' : 'Reallocate licenses';
  return whyNot ? (
    <Refused title={title} because={whyNot} />
  ) : (
    <MoveForm initialFrom={from} initialTo={to} title={title} />
  );
}

function MoveForm({
  initialFrom,
  initialTo,
  title,
}: {
  initialFrom: Holder;
  initialTo: Holder | undefined;
  title: string;
}) {
  const book = useAnswer('license.book', undefined, ['license', 'project', 'customer']).value;
  const projects = useAnswer('project.choices', undefined, ['project', 'customer']).value?.projects ?? [];
  const isOffline = useView((view) => view.sync?.phase !== 'up-to-date');
  const [from, setFrom] = useState<Holder>(initialFrom);
  const [to, setTo] = useState<Holder | undefined>(initialTo);
  const [chosenType, setType] = useState<string | null>(null);
  const [quantity, setQuantity] = useState('');
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const giving = useAnswer('license.pools', { holder: from }, ['license']).value?.pools;
  const taking = useAnswer('license.pools', { holder: to ?? null }, ['license']).value?.pools;

  const isKnown = giving !== undefined && (to === undefined || taking !== undefined);
  const poolOf = (holder: Holder, type: string): number =>
    (holder === from ? giving : taking)?.find((each) => each.type === type)?.quantity ?? 0;
  const types = (book?.types ?? []).map(({ type }) => ({
    id: type,
    name: giving ? `${type} · ${count(poolOf(from, type))} left` : `${type} · …`,
  }));
  const type = chosenType ?? types.find(({ id }) => poolOf(from, id) > 0)?.id ?? types[0]?.id ?? null;
  const asked = /^\d+$/.test(quantity.trim()) ? Number(quantity) : Number.NaN;
  const parsedQuantity = licenseQuantity.safeParse(asked);
  const isNumber = parsedQuantity.success;
  const wrong = quantity.trim() === '' ? undefined : parsedQuantity.error?.issues[0]?.message;
  const mendQuantity = () => {
    const { quantity: _mended, ...rest } = faults;
    setFaults(rest);
  };
  const forecast =
    type !== null && to !== undefined && isNumber && isKnown
      ? forecastMove({ from, to, type, quantity: asked, reason }, poolOf)
      : null;
  const nameOf = (holder: Holder) =>
    holder === null ? partnerAccount : (projectOf(holder)?.name ?? 'The project');
  const projectOf = (holder: Holder | undefined) => projects.find(({ id }) => id === holder);
  const scope = useView((view) => view.start?.account?.scope ?? null);
  const context = useView((view) => view.start?.account?.context);
  const unseen = scope
    ? `Your account sees ${scope.name} and the brands below it: the partner account’s licenses are out of its sight.`
    : undefined;
  const refusedFrom = useWhyNotOfPartner('license.move', projectOf(from)?.grants ?? undefined);
  const refusedTo = useWhyNotOfPartner('license.move', projectOf(to)?.grants ?? undefined);
  const closedFrom = whyClosed(projectOf(from), whyErased);
  const closedTo = whyClosed(projectOf(to), whyTakesNoLicenses);
  const whyNotFrom = refusedFrom ?? closedFrom ?? (from === null ? unseen : undefined);
  const whyNotTo = refusedTo ?? closedTo ?? (to === null ? unseen : undefined);
  const short =
    forecast && forecast.short > 0 && type
      ? tooFewLicenses(
          type,
          from === null ? 'The partner account' : nameOf(from),
          forecast.from.before,
          asked,
        )
      : undefined;

  const move = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !isKnown) return;
    const parsed = licenseMove.safeParse({
      ...{ from, type: type ?? '', reason, quantity: asked },
      to: to === undefined ? from : to,
    });
    const found: Record<string, string> = {};
    if (to === undefined) found.to = 'Choose where they go';
    if (!parsed.success)
      for (const { path, message } of parsed.error.issues) found[String(path[0])] ??= message;
    if (Number.isNaN(asked)) found.quantity = 'How many, as a whole number from 1 on';
    if (short) found.quantity = short;
    setFaults(found);
    if (Object.keys(found).length > 0 || !parsed.success) {
      const [first] = ['to', 'quantity', 'reason'].filter((path) => path in found);
      document.querySelector<HTMLElement>(`[role="dialog"] [name="${first ?? 'quantity'}"]`)?.focus();
      return;
    }
    setBusy(true);
    setFailure(null);
    const result = await attempt('license.move', parsed.data);
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [path, message] as const);
      if (named.length > 0) setFaults(Object.fromEntries(named));
      else setFailure(result.error);
      return;
    }
    closeDialog();
    const what = counted(asked, `${parsed.data.type} license`);
    const said = `${what} moved to ${nameOf(parsed.data.to)}`;
    // The partner account's changes are taken back there.
    if (context) say(`${said}, as the partner account`);
    else sayChanged(said, result.value.mutationIds);
  };

  return (
    <Dialog title={title} onClose={closeDialog} wide>
      <form noValidate onSubmit={(event) => void move(event)} className="mt-4 flex flex-col gap-4">
        {context ? (
          <p className="text-muted">
            You are in the context of {context.name}. License moves are the partner account’s: this one is
            made there, and shows here once the partner API has confirmed it.
          </p>
        ) : null}
        <div className="grid gap-4">
          <FindChoiceField
            key={`from ${projects.length > 0}`}
            label="From"
            name="from"
            choices={choices(projects)}
            value={idOf(from)}
            onChange={(id) => {
              setFrom(holderOf(id));
              setFaults({});
            }}
            fault={whyNotFrom}
          />
          <FindChoiceField
            key={`to ${projects.length > 0}`}
            label="To"
            name="to"
            choices={choices(projects).filter(({ id }) => id !== idOf(from))}
            value={to === undefined ? null : idOf(to)}
            onChange={(id) => {
              setTo(holderOf(id));
              const { to: _mended, ...rest } = faults;
              setFaults(rest);
            }}
            fault={faults.to ?? whyNotTo}
          />
        </div>
        <div className="grid grid-cols-2 gap-3">
          <ChoiceField
            label="License type"
            name="type"
            choices={types}
            value={type}
            onChange={(chosen) => {
              setType(chosen);
              mendQuantity();
            }}
          />
          <TextField
            label="Quantity"
            name="quantity"
            value={quantity}
            onChange={(typed) => {
              setQuantity(typed);
              mendQuantity();
            }}
            required
            autoFocus={to !== undefined}
            fault={faults.quantity ?? wrong ?? short}
          />
        </div>
        <TextField
          label="Reason"
          name="reason"
          optional
          value={reason}
          onChange={setReason}
          fault={faults.reason}
          hint="It stands in the history of both sides."
        />
        {type && to !== undefined ? (
          <WhatIf
            type={type}
            from={{ name: nameOf(from), before: giving && poolOf(from, type), after: forecast?.from.after }}
            to={{ name: nameOf(to), before: taking && poolOf(to, type), after: forecast?.to.after }}
          />
        ) : null}
        {isOffline ? (
          <p className="text-sm text-muted">
            These are the numbers as last known here. The move is provisional until the partner API has
            confirmed it.
          </p>
        ) : null}
        <Failure error={failure} />
        <DialogActions
          verb={
            <Button
              look="primary"
              type="submit"
              busy={busy}
              whyNot={
                whyNotFrom ??
                whyNotTo ??
                (isKnown ? undefined : 'What both sides have is still being looked up.')
              }
            >
              {isNumber ? `Move ${counted(asked, 'license')}` : 'Move licenses'}
            </Button>
          }
        />
      </form>
    </Dialog>
  );
}

function whyClosed(project: ProjectChoice | undefined, because: typeof whyErased): string | undefined {
  return project && because(project.name, project.closing);
}

function choices(projects: readonly ProjectChoice[]) {
  return [
    { id: partnerChoice, name: partnerAccount },
    ...projects.map(({ id, name, customerName, closing }) => ({
      ...{ id, name },
      note: [closingTitle(closing), customerName].filter((part) => part !== null && part !== '').join(' · '),
    })),
  ];
}

interface Side {
  name: string;
  /** Undefined until it’s known. */
  before: number | undefined;
  after: number | undefined;
}

/** What both sides have, before and after. */
function WhatIf({ type, from, to }: { type: string; from: Side; to: Side }) {
  return (
    <table aria-label="Before and after" className="w-full rounded-box bg-surface text-left">
      <thead className="text-sm text-muted">
        <tr className="[&>th]:px-3 [&>th]:py-1 [&>th]:font-strong">
          <th scope="col">{type}</th>
          <th scope="col" className="text-right">
            Before
          </th>
          <th scope="col" className="text-right">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {[from, to].map(({ name, before, after }, at) => (
          <tr key={at} className="[&>*]:px-3 [&>*]:py-1">
            <th scope="row" className="font-normal [overflow-wrap:anywhere]">
              {name}
            </th>
            <td className="text-right tabular-nums">{before === undefined ? '…' : count(before)}</td>
            <td
              className={`text-right font-strong tabular-nums ${after !== undefined && after < 0 ? 'text-bad' : ''}`}
            >
              {after === undefined ? '–' : after < 0 ? `−${count(-after)}` : count(after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
