/** Characters that a password of somebody at a customer has at least. */
export const leastPassword = 12;

const passwordHint = `At least ${leastPassword} characters; several words make a good one.`;

/** What the page of an onboarding link says: the page itself, and its preview in the app. */
export const joinWords = {
  intro: 'Your company gets an account of its own, and you become its first administrator.',
  fields: [
    { name: 'name', label: 'Company name', hint: '' },
    { name: 'contactName', label: 'Your name', hint: '' },
    { name: 'email', label: 'E-mail', hint: 'You sign in with it.' },
    { name: 'password', label: 'Password', hint: passwordHint },
    { name: 'repeated', label: 'Password again', hint: '' },
  ],
  rights: 'What your service provider may do to begin with',
  more: 'You can grant more, and revoke it, at any time.',
} as const;
