import { useState } from 'react';
import type { ProbeRow } from '../../../common/contract/views.ts';
import type { VisitDetail } from '../../../common/contract/visits.ts';
import { findingInWords, type ProbeFinding } from '../../../common/domain/visits.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { rememberChange, sayFailed } from '../../app/notices.ts';
import { useWhyNot } from '../../app/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Tag } from '../../ui/states.tsx';
import { ProbeStatusTag } from '../probes/ProbeStatusTag.tsx';
import { ScanField } from './ScanField.tsx';
import { lookUpSerial, whatItMeans, type Scanned } from './scanned.ts';
import { useTyped } from './use-typed.ts';
import { thumb, type EditVisit } from './VisitPage.tsx';

interface ProbesFoundProps {
  detail: VisitDetail;
  edit: EditVisit;
  whyNot: string | undefined;
}

const tones = { found: 'good', replaced: 'info', missing: 'bad', moved: 'warn' } as const;

/** A probe of the visit: one at the site now, or one that a finding tells of and that isn't there any more. */
interface Seen {
  id: string;
  serial: string;
  name: string;
  status: string | null;
  finding: ProbeFinding | null;
}

/** What became of each probe at the site, by thumb or by barcode scanner. */
export function ProbesFound({ detail, edit, whyNot }: ProbesFoundProps) {
  const { visit, probes, site, customer } = detail;
  const [said, setSaid] = useState<Scanned | null>(null);
  const mayAssociate = useWhyNot('probe.associate', customer?.grants);
  const seen = probesOf(detail);
  const note = (probe: Seen, part: Pick<ProbeFinding, 'outcome'> & Partial<ProbeFinding>) => {
    const finding = { newSerial: '', remark: '', at: new Date().toISOString(), ...part };
    const { outcome, newSerial, remark, at } = finding;
    const whole = { outcome, serial: probe.serial, name: probe.name, newSerial, remark, at };
    return edit(findingInWords(whole), { findings: { [probe.id]: whole } });
  };
  const scan = async (serial: string) => {
    const known = await lookUpSerial(serial, visit.siteId, customer?.id ?? null);
    const probe = seen.find(({ id }) => id === known.probe?.id);
    if (known.where === 'here' && probe) {
      if (await note(probe, { outcome: 'found' }))
        setSaid({ ...known, sentence: `${probe.serial} found.`, advice: '' });
    } else setSaid(known);
  };
  const associate = async (probe: ProbeRow) => {
    const result = await attempt('probe.associate', {
      ids: [probe.id],
      siteId: visit.siteId,
      seen: { [probe.id]: probe.siteId },
    });
    if (!result.ok) return sayFailed(result.error);
    rememberChange(`${probe.serial} associated`, result.value.mutationIds);
    setSaid(null);
    await note({ ...probe, finding: null }, { outcome: 'found' });
  };
  return (
    <>
      {whyNot ? null : (
        <ScanField
          keptAs="serial"
          verb="Look up"
          label="Serial of a probe"
          hint="Scan it, or type it and press Enter."
          onScan={scan}
          catchKeys
        />
      )}
      {said ? (
        <div
          role="status"
          className={`mt-2 flex flex-wrap items-center gap-2 rounded-box px-3 py-2 ${said.tone === 'good' ? 'bg-good-soft text-good' : said.tone === 'bad' ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn'}`}
        >
          <span className="min-w-0 flex-1">
            {said.sentence} {said.advice}
          </span>
          {said.probe && (said.where === 'inventory' || said.where === 'same-customer') ? (
            <Button
              className={thumb}
              whyNot={whyNot ?? mayAssociate}
              onPress={() => {
                if (said.probe) void associate(said.probe);
              }}
            >
              Associate with {site?.name ?? 'this site'}
            </Button>
          ) : null}
        </div>
      ) : null}
      {seen.length === 0 ? <p className="mt-2 text-muted">No probes at this site.</p> : null}
      <ul className="mt-2 divide-y divide-line-soft rounded-box border border-line empty:hidden">
        {seen.map((probe) => (
          <Probe
            key={probe.id}
            probe={probe}
            whyNot={whyNot}
            isHere={probes.some(({ id }) => id === probe.id)}
            siteId={visit.siteId}
            customerId={customer?.id ?? null}
            note={(part) => note(probe, part)}
            onReplaced={async (newSerial, newProbe) => {
              const finding = {
                ...{ outcome: 'replaced' as const, serial: probe.serial, name: probe.name, newSerial },
                ...{ remark: '', at: new Date().toISOString() },
              };
              if (!newProbe) return note(probe, finding);
              const result = await attempt('visit.replaceProbe', {
                ...{ id: visit.id, probeId: probe.id, finding, newProbeId: newProbe.id },
              });
              if (result.ok) rememberChange(findingInWords(finding), result.value.mutationIds);
              else sayFailed(result.error);
              return result.ok;
            }}
            onForget={() => void edit(`${probe.serial} not looked at`, { findings: { [probe.id]: null } })}
            mayAssociate={mayAssociate}
          />
        ))}
      </ul>
    </>
  );
}

function probesOf({ visit, probes }: VisitDetail): Seen[] {
  const here = probes.map(({ id, serial, name, status }): Seen => ({
    ...{ id, serial, name, status },
    finding: visit.findings[id] ?? null,
  }));
  const known = new Set(here.map(({ id }) => id));
  const gone = Object.entries(visit.findings).flatMap(([id, finding]): Seen[] =>
    finding && !known.has(id)
      ? [{ id, serial: finding.serial, name: finding.name, status: null, finding }]
      : [],
  );
  return [...here, ...gone];
}

interface ProbeProps {
  probe: Seen;
  isHere: boolean;
  siteId: string;
  customerId: string | null;
  whyNot: string | undefined;
  mayAssociate: string | undefined;
  note: (part: Pick<ProbeFinding, 'outcome'> & Partial<ProbeFinding>) => Promise<boolean>;
  onReplaced: (newSerial: string, newProbe: ProbeRow | null) => Promise<boolean>;
  onForget: () => void;
}

type Asked = 'replaced' | 'moved' | null;

/** What is asked of a probe: what was pressed, or what was begun before the app ended. */
function useAsked(id: string): [asks: Asked, ask: (what: Asked) => void] {
  const [pressed, setPressed] = useState<Asked>(null);
  const [replaced, moved] = [useTyped(`replaced.${id}`), useTyped(`moved.${id}`)];
  const begun = replaced.text !== undefined ? 'replaced' : moved.text !== undefined ? 'moved' : null;
  const ask = (what: Asked) => {
    setPressed(what);
    if (what !== 'replaced' && replaced.text !== undefined) replaced.set(undefined);
    if (what !== 'moved' && moved.text !== undefined) moved.set(undefined);
  };
  return [pressed ?? begun, ask];
}

function Probe(props: ProbeProps) {
  const { probe, isHere, siteId, customerId, whyNot, mayAssociate, note, onReplaced, onForget } = props;
  const { serial, name, status, finding } = probe;
  const [asks, ask] = useAsked(probe.id);
  const [said, setSaid] = useState<Scanned | null>(null);
  const outcome = finding?.outcome ?? null;
  const press = (what: 'found' | 'missing') => {
    ask(null);
    if (outcome === what) onForget();
    else void note({ outcome: what });
  };
  const replace = async (newSerial: string) => {
    // What was typed is handed on by now; the question stays until it's answered.
    ask('replaced');
    const known = await lookUpSerial(newSerial, siteId, customerId);
    if (newSerial.trim().toLowerCase() === serial.toLowerCase() || known.where === 'here') {
      setSaid({ ...known, tone: 'bad', sentence: `${newSerial} is at this site already.`, advice: '' });
      return;
    }
    if (known.where !== 'inventory' && known.where !== 'unknown') {
      setSaid(known);
      return;
    }
    const placed = known.where === 'inventory' && isHere && !mayAssociate ? known.probe : null;
    if (await onReplaced(newSerial.trim(), placed)) {
      ask(null);
      setSaid(null);
    }
  };
  return (
    <li aria-label={name || serial} className="px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-strong">{name || serial}</span>
        <span className="font-mono text-muted select-text">{serial}</span>
        {status ? (
          <ProbeStatusTag status={status} />
        ) : (
          <span className="text-sm text-muted">Not at this site now</span>
        )}
        {finding ? (
          <span className="ml-auto">
            <Tag tone={tones[finding.outcome]}>{findingInWords(finding)}</Tag>
          </span>
        ) : null}
      </div>
      <div
        role="group"
        aria-label={`What became of ${name || serial}`}
        className="mt-1.5 grid grid-cols-4 gap-1.5 max-[520px]:grid-cols-2"
      >
        <Button className="h-11" pressed={outcome === 'found'} whyNot={whyNot} onPress={() => press('found')}>
          Found
        </Button>
        <Button
          className="h-11"
          pressed={outcome === 'replaced'}
          whyNot={whyNot}
          onPress={() => ask(asks === 'replaced' ? null : 'replaced')}
        >
          Replaced…
        </Button>
        <Button
          className="h-11"
          pressed={outcome === 'missing'}
          whyNot={whyNot}
          onPress={() => press('missing')}
        >
          Missing
        </Button>
        <Button
          className="h-11"
          pressed={outcome === 'moved'}
          whyNot={whyNot}
          onPress={() => ask(asks === 'moved' ? null : 'moved')}
        >
          Moved…
        </Button>
      </div>
      {finding?.outcome === 'replaced' ? (
        <NewProbe serial={finding.newSerial} siteId={siteId} customerId={customerId} />
      ) : null}
      {asks === 'replaced' ? (
        <div className="mt-2">
          <ScanField
            keptAs={`replaced.${probe.id}`}
            verb="Replace"
            onCancel={() => ask(null)}
            autoFocus
            label={`Serial of the probe that replaces ${serial}`}
            hint={
              mayAssociate
                ? 'Scan it, or type it and press Enter.'
                : 'Scan it, or type it and press Enter. From the inventory it’s put at this site, and the old one into the inventory.'
            }
            onScan={replace}
          />
          {said ? (
            <p role="alert" className="mt-1 text-bad">
              {said.sentence} {said.advice}
            </p>
          ) : null}
        </div>
      ) : null}
      {asks === 'moved' ? (
        <div className="mt-2">
          <ScanField
            keptAs={`moved.${probe.id}`}
            verb="Note place"
            onCancel={() => ask(null)}
            autoFocus
            label={`Where ${serial} is now`}
            hint="A room or a rack; press Enter to note it."
            most={300}
            onScan={async (remark) => {
              if (await note({ outcome: 'moved', remark })) ask(null);
            }}
          />
        </div>
      ) : null}
    </li>
  );
}

interface NewProbeProps {
  serial: string;
  siteId: string;
  customerId: string | null;
}

/** What the inventory says of the probe that took another one's place, where that isn't that it's here. */
function NewProbe({ serial, siteId, customerId }: NewProbeProps) {
  const { value } = useAnswer('visit.probesBySerial', { serial }, ['probe', 'site', 'customer']);
  const known = value && whatItMeans(serial, value.probes, siteId, customerId);
  if (!known || known.where === 'here') return null;
  return (
    <p role="status" className={`mt-1.5 ${known.tone === 'bad' ? 'text-bad' : 'text-warn'}`}>
      {known.sentence} {known.where === 'inventory' ? '' : 'Check the serial.'}
    </p>
  );
}
