/**
 * Electron's accelerators as the page names a key press (`ctrl+shift+k`): modifiers in the order ctrl, alt, shift, meta, then
 * the key in lower case.
 *
 * @throws Error for a part that isn't known, so that a misspelt accelerator shows
 */
export function keysOfAccelerator(accelerator: string, platform: NodeJS.Platform): string {
  const parts = accelerator.split('+').map((part) => part.trim().toLowerCase());
  const key = parts.pop() || '+';
  const modifiers = new Set(parts.map((part) => modifierOf(part, platform)));
  const order = ['ctrl', 'alt', 'shift', 'meta'];
  return [...order.filter((modifier) => modifiers.has(modifier)), aliases[key] ?? key].join('+');
}

const aliases: Record<string, string> = {
  plus: '+',
  esc: 'escape',
  return: 'enter',
  del: 'delete',
  left: 'arrowleft',
  right: 'arrowright',
};

function modifierOf(part: string, platform: NodeJS.Platform): string {
  const command = platform === 'darwin' ? 'meta' : 'ctrl';
  const names: Record<string, string> = {
    cmdorctrl: command,
    commandorcontrol: command,
    cmd: 'meta',
    command: 'meta',
    meta: 'meta',
    super: 'meta',
    ctrl: 'ctrl',
    control: 'ctrl',
    alt: 'alt',
    option: 'alt',
    shift: 'shift',
  };
  const modifier = names[part];
  if (modifier === undefined) throw new Error(`No modifier is called ${part}`);
  return modifier;
}
