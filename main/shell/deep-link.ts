/** Scheme of links into the app from outside. */
export const deepLinkScheme = 'switchyard';

const lists = [
  'overview',
  'partners',
  'customers',
  'sites',
  'probes',
  'projects',
  'licenses',
  'visits',
  'brands',
  'accounts',
  'sync',
  'settings',
  'install',
];
/** The context of a project isn't a page: the window switches to it. */
const contexts = 'context';
const kinds = ['partner', 'customer', 'site', 'probe', 'project', 'visit', 'install', contexts];
const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The page of the app that a link such as `switchyard://customer/<id>` or `switchyard://customers` names, as the window's router
 * writes it, or the context that `switchyard://context/<id of a project>` names; undefined where it names none. Links come from
 * anywhere: nothing but these forms passes.
 */
export function pageOfDeepLink(link: string): string | undefined {
  const prefix = `${deepLinkScheme}://`;
  if (!link.toLowerCase().startsWith(prefix)) return undefined;
  const [head = '', second, ...more] = link.slice(prefix.length).replace(/\/+$/, '').split('/');
  if (more.length > 0) return undefined;
  const name = head.toLowerCase();
  if (second === undefined) return lists.includes(name) ? name : undefined;
  return kinds.includes(name) && id.test(second) ? `${name}/${second.toLowerCase()}` : undefined;
}

/** Whether what a link names is a project's context, which no window begins with: it's switched to. */
export function isContextLink(page: string): boolean {
  return page.startsWith(`${contexts}/`);
}

/** The page named by the first link among a program's arguments. */
export function pageOfArguments(argv: readonly string[]): string | undefined {
  return argv.map(pageOfDeepLink).find((page) => page !== undefined);
}
