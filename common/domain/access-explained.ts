import { accessRules, decideAccess, grantTitles, roleTitles, type Action, type Role } from './access.ts';
import type { AccountStatus } from './accounts.ts';
import { whyErased } from './projects.ts';

/** By which rule something is allowed or not. */
export const decidingRules = ['account', 'role', 'scope', 'state', 'grant'] as const;
export type DecidingRule = (typeof decidingRules)[number];

/** Whether an account may do something, by which rule, in a sentence. */
export interface ExplainedAccess {
  allowed: boolean;
  rule: DecidingRule;
  because: string;
}

export interface AccessCase {
  account: {
    login: string;
    role: Role;
    status: AccountStatus;
    /** The brand of its scope; null sees everything. */ scope: string | null;
  };
  action: Action;
  /** What it would be done to; null for nothing in particular. */
  thing: {
    title: string;
    inSight: boolean;
    /** The customer concerned and what it has granted; null where there's none. */
    customer: { name: string; grants: readonly string[] } | null;
    /** Of a project: the stage of its closing. */
    closing?: string | undefined;
  } | null;
}

const changesProjects: ReadonlySet<Action> = new Set<Action>([
  ...(['project.update', 'project.close', 'project.cancelClosing', 'license.move'] as const),
]);

/** What is decided for real, with the reason for whoever asks about somebody else: role and grants by {@link decideAccess}, sight as it was looked up. */
export function explainAccess({ account, action, thing }: AccessCase): ExplainedAccess {
  const { login, role, status, scope } = account;
  const who = `${login} (${roleTitles[role]})`;
  if (status !== 'active')
    return {
      ...{ allowed: false, rule: 'account' },
      because: `${login} is ${status}: nobody can sign in to it, so it does nothing.`,
    };
  const rule = accessRules[action];
  const byRole = decideAccess({ role, action, subject: `${login} is ${roleTitles[role]}` });
  if (!byRole.allowed) return { allowed: false, rule: 'role', because: byRole.because };
  if (thing && !thing.inSight)
    return {
      ...{ allowed: false, rule: 'scope' },
      because: `${thing.title} is out of its sight: ${login} sees ${scope ?? 'nothing'} and the brands below it. It’s answered as if it weren’t there.`,
    };
  const erased = thing && changesProjects.has(action) ? whyErased(thing.title, thing.closing) : undefined;
  if (erased) return { allowed: false, rule: 'state', because: erased };
  const customer = thing?.customer ?? null;
  const decision = decideAccess({ role, action, ...(customer ? { grants: customer.grants } : {}) });
  if (!decision.allowed) {
    const said = customer ? decision.because.replace('The customer', customer.name) : decision.because;
    return { allowed: false, rule: 'grant', because: said };
  }
  const needed = customer ? (rule.grants ?? []).map((grant) => grantTitles[grant]) : [];
  const granted =
    customer && needed.length > 0 ? `, and ${customer.name} has granted ${needed.join(' and ')}` : '';
  const seen = thing ? `, ${thing.title} is in its sight` : '';
  return {
    allowed: true,
    rule: granted ? 'grant' : 'role',
    because: `${who} may ${rule.verb}: its role allows it${seen}${granted}.`,
  };
}
