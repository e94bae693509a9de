import type { z } from 'zod';
import type { Action } from '../domain/access.ts';
import type { ProblemKind } from './problem.ts';

/** Groups of routes, as the document and its page show them. */
export const routeTags = {
  about: 'What this server is, and its documentation',
  session: 'Signing in, refreshing and signing out',
  sync: 'The sync door: everything as a snapshot, then what changed, and mutations in batches',
  partners: 'Partners of the partner account',
  customers: 'Direct customers and partner customers',
  inventory: 'Brands, sites and probes',
  projects: 'Projects and their licenses',
  visits: 'Visits of sites, the checklists that they’re planned with, and who may go',
  'bulk-deletes': 'Deleting many things at once: a dry run first, then exactly what it showed',
  'recycle-bin': 'Deleted things that can be restored',
  activity: 'The audit trail',
  notices: 'Maintenance notices to technical contacts',
  accounts: 'Accounts, API accounts among them: who may sign in, what they may do and see',
} as const;
type RouteTag = keyof typeof routeTags;

/** One route of the partner API. Everything about it is here: the server registers from it and the document is made of it. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces, as OpenAPI writes it. */
  path: string;
  tag: RouteTag;
  summary: string;
  /** Whether an access token is needed. */
  auth: 'none' | 'account';
  /** The action that the account's role must allow before anything else is looked at. */
  access?: Action;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Media type of the body; `application/json` unless named. */
  bodyType?: 'application/octet-stream';
  /** What is checked of the body at the door, where single items are judged one by one behind it. */
  accepts?: z.ZodType;
  /** Largest body in bytes, where it isn't the usual one. */
  bodyLimit?: number;
  answer: {
    status: number;
    description: string;
    schema?: z.ZodType;
    /** Media type; `application/json` unless named. */
    type?: string;
    headers?: readonly ('ETag' | 'Location')[];
  };
  /** Problems besides those that every route of its sort can have. */
  problems: readonly ProblemKind[];
  /** Guessing passwords is limited more strictly than the rest; what asks how the server is isn't limited. */
  budget?: 'sign-in' | 'none';
}
