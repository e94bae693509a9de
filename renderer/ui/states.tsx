import type { ReactNode } from 'react';
import { CircleAlert, Lock, WifiOff } from 'lucide-react';
import type { AppError } from '../../common/contract/errors.ts';
import { copyText } from '../app/notices.ts';
import { Button } from './Button.tsx';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** It's all that the page shows, so its title is the page's heading. */
  isPage?: boolean;
  children?: ReactNode;
  /** The one next step. */
  action?: ReactNode;
}

/** Says what belongs here, and offers the one next step. */
export function EmptyState({ icon, title, isPage = false, children, action }: EmptyStateProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 p-8 text-center">
      {icon ? <div className="mb-2 text-faint">{icon}</div> : null}
      {isPage ? (
        <h1 className="text-lg font-strong">{title}</h1>
      ) : (
        <p className="text-lg font-strong">{title}</p>
      )}
      {children ? <div className="max-w-[420px] text-muted">{children}</div> : null}
      {action ? <div className="mt-3 flex gap-2">{action}</div> : null}
    </div>
  );
}

/** Says what failed and what it means, with trying again and the detail to copy. */
export function ErrorState({ error, onTryAgain }: { error: AppError; onTryAgain?: () => void }) {
  return (
    <div role="alert" className="flex h-full flex-col items-center justify-center gap-1 p-8 text-center">
      <CircleAlert aria-hidden size={24} className="mb-2 text-bad" />
      <p className="max-w-[460px]">{error.message}</p>
      <div className="mt-3 flex gap-2">
        {onTryAgain ? <Button onPress={onTryAgain}>Try again</Button> : null}
        <CopyDetails error={error} />
      </div>
    </div>
  );
}

/** Whether an error says no more than that the partner API can’t be reached now, by choice or not. */
export function isOutOfReach({ code }: AppError): boolean {
  return outOfReach.has(code);
}

const outOfReach: ReadonlySet<string> = new Set(['offline', 'unreachable', 'intercepted', 'proxy-refused']);

/** What the partner API alone keeps, while it’s out of reach and nothing of it was read here before. @param what `Activity`, `The accounts` */
export function OutOfReach({
  error,
  what,
  keeps,
  action,
}: {
  error: AppError;
  what: string;
  keeps: 'it' | 'them';
  action: ReactNode;
}) {
  const was = keeps === 'it' ? 'it was' : 'they were';
  const why =
    error.code === 'offline'
      ? `You work offline. The partner API keeps ${keeps}`
      : `The partner API keeps ${keeps} and can’t be reached now`;
  return (
    <EmptyState icon={<WifiOff aria-hidden size={22} />} title={`${what} can’t be read now`} action={action}>
      {why}, and {was} never read on this computer before.
    </EmptyState>
  );
}

/** Copies what belongs into a report. */
export function CopyDetails({ error }: { error: Pick<AppError, 'message'> & Partial<AppError> }) {
  const text = [error.code, error.message, error.detail].filter(Boolean).join('\n');
  return (
    <Button look="quiet" onPress={() => void copyText(text, 'Details')}>
      Copy details
    </Button>
  );
}

/** A screen that the account may not use, with the reason. */
export function NoPermission({
  title,
  because,
  action,
}: {
  title: string;
  because: string;
  action?: ReactNode;
}) {
  return (
    <EmptyState isPage icon={<Lock aria-hidden size={22} />} title={title} action={action}>
      {because}
    </EmptyState>
  );
}

/** Shown only when nothing came for a while. */
export function SlowState({ what }: { what: string }) {
  return (
    <p role="status" className="p-8 text-center text-muted">
      Reading {what}…
    </p>
  );
}

const tones = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
} as const;

/** A state as a word with a colour; the word alone says it too. */
export function Tag({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  return (
    <span
      className={`inline-block rounded-[4px] px-1.5 text-sm leading-[19px] whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}

/** A sentence that concerns the whole page or form. */
export function Callout({
  tone,
  children,
  role,
}: {
  tone: keyof typeof tones;
  children: ReactNode;
  role?: 'alert' | 'status';
}) {
  return (
    <div role={role} className={`rounded-box border border-current/20 px-3 py-2 ${tones[tone]}`}>
      {children}
    </div>
  );
}

/** What failed in a form or a dialog; nothing while nothing did. `className` keeps it apart from what stands around it. */
export function Failure({ error, className }: { error: AppError | null; className?: string }) {
  if (!error) return null;
  const said = (
    <Callout tone="bad" role="alert">
      {error.message} <CopyDetails error={error} />
    </Callout>
  );
  return className ? <div className={className}>{said}</div> : said;
}
