import { googleProvider } from './google.ts';
import { microsoftProvider } from './microsoft.ts';
import type { ConsentProviders } from './provider.ts';

/** Something of the providers' configuration can't be used; the message names the variable. */
export class ProviderConfigurationFault extends Error {}

/**
 * The providers that the environment configures: those with a client id.
 * @throws ProviderConfigurationFault
 */
export function providersOf(environment: Readonly<Record<string, string | undefined>>): ConsentProviders {
  const text = (name: string) => environment[name]?.trim() ?? '';
  const address = (name: string, usual: string): string => {
    const given = text(name) || usual;
    const url = URL.canParse(given) ? new URL(given) : undefined;
    const isHere = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
    if (!url || !(url.protocol === 'https:' || isHere) || url.search || url.hash)
      throw new ProviderConfigurationFault(
        `${name} takes an address that begins with https://, not ${given}`,
      );
    return given.replace(/\/+$/, '');
  };
  const registration = (of: string) => {
    const clientSecret = text(`${of}_CLIENT_SECRET`);
    if (clientSecret === '')
      throw new ProviderConfigurationFault(`${of}_CLIENT_SECRET is needed beside ${of}_CLIENT_ID`);
    return { clientId: text(`${of}_CLIENT_ID`), clientSecret };
  };
  return {
    ...(text('MICROSOFT_CLIENT_ID') === ''
      ? {}
      : {
          microsoft: microsoftProvider({
            ...registration('MICROSOFT'),
            authority: address('MICROSOFT_AUTHORITY', 'https://login.microsoftonline.com'),
            graph: address('MICROSOFT_GRAPH', 'https://graph.microsoft.com'),
          }),
        }),
    ...(text('GOOGLE_CLIENT_ID') === ''
      ? {}
      : {
          google: googleProvider({
            ...registration('GOOGLE'),
            issuer: address('GOOGLE_ISSUER', 'https://accounts.google.com'),
            directory: address('GOOGLE_DIRECTORY', 'https://admin.googleapis.com'),
          }),
        }),
  };
}
