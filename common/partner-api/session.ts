import { z } from 'zod';
import { sealingKey } from '../domain/secrets.ts';
import { accountContext, projectContextId } from '../domain/contexts.ts';
import { sessionRole } from '../domain/access.ts';

/** Name by which a partner API is told from any other HTTP server. */
export const serviceName = 'switchyard-partner-api';
/** Version of the HTTP contract. */
export const apiVersion = 1;
/** Request header in which Switchyard says its version. Other people's tools leave it out. */
export const clientHeader = 'switchyard-client';
/** Request header in which Switchyard says the name of its computer, percent-encoded, for Activity. */
export const deviceHeader = 'switchyard-device';

/** GET /v1 : what this server is. Needs no sign-in. */
export const discovery = z.object({
  service: z.literal(serviceName),
  apiVersion: z.int(),
  /** Name of the partner account, for the sign-in screen. */
  name: z.string(),
  epoch: z.string(),
  /** Stays the same when the server is restored from a backup, unlike the epoch: by it, another server at the same address is told. */
  instance: z.string().optional(),
  /** Version of the server itself, for people. */
  version: z.string().optional(),
  /** Names of the mutations that it understands; a client holds back the others. */
  mutations: z.array(z.string()).optional(),
  /** Oldest version of Switchyard that it answers. */
  minClient: z.string().optional(),
  /** The public key that secrets which are set offline are sealed to. */
  sealingKey: sealingKey.optional(),
  /** Where its mails go: to a mail server, or no further than to files in its data folder. */
  mail: z.enum(['smtp', 'files']).optional(),
  /** What its clock said as it answered: by it, a client whose clock is wrong is told. */
  time: z.iso.datetime().optional(),
});
export type Discovery = z.infer<typeof discovery>;

/** The brand that an account sees with all brands below it, and what belongs to them. */
export const accountScope = z.object({ brandId: z.string(), name: z.string() });
export type AccountScope = z.infer<typeof accountScope>;

export const account = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  role: sessionRole,
  /** What the server calls a role that this version doesn't know; `role` is then read-only, and the server decides. */
  roleTitle: z.string().optional(),
  /** Null sees everything; so do all accounts of a server that knows no brand scope. */
  scope: accountScope.nullable().default(null),
  /** The project in whose context the session is; left out in the partner account's. */
  context: accountContext.optional(),
  /** Who acts as this account; left out where it's the account itself. */
  actingBy: z.object({ id: z.string(), name: z.string() }).optional(),
});
export type Account = z.infer<typeof account>;

export const signInRequest = z.object({
  login: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
});
export const refreshRequest = z.object({ refreshToken: z.string().min(1).max(500) });

/**
 * POST /v1/auth/exchange : a token for a context, from a session of the partner account (after RFC 8693: the session's token is
 * the subject's, the context the audience). It says who acts (the account) and as whom (its context).
 */
export const exchangeRequest = z.strictObject({
  audience: projectContextId,
  /** Another token where one ran out. It doesn't count as activity of the project; a switch does. */
  renews: z.boolean().default(false),
});
/** It lives as long as other access tokens, at most as long as the session that it comes from, and can't be refreshed or exchanged. */
export const contextToken = z.object({
  accessToken: z.string(),
  /** Seconds until it expires. */
  expiresIn: z.int().positive(),
  account,
});
export type ContextToken = z.infer<typeof contextToken>;

/** Tokens are short-lived (access) and rotating (refresh): each refresh gives a new pair and the old refresh token dies;
 *  one that is used twice ends the whole family. */
export const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds until the access token expires. */
  expiresIn: z.int().positive(),
  account,
});
export type Tokens = z.infer<typeof tokens>;
