import { z } from 'zod';
import {
  billingAccount,
  brand,
  customer,
  invite,
  license,
  onboardingLink,
  partner,
  probe,
  project,
  site,
  visit,
  visitTemplate,
} from '../domain/entities.ts';
import { mutation } from '../domain/mutations.ts';
import { accountCreation, accountPatch, managedAccount } from './accounts.ts';
import { bulkDelete } from './bulk-deletes.ts';
import { partnerSignUp } from './partner-sign-ups.ts';
import { problem, problemKinds, type ProblemKind } from './problem.ts';
import { problemTable } from './problem-table.ts';
import {
  activityEntry,
  customerCreation,
  customerPatch,
  partnerCreation,
  partnerPatch,
  projectCreation,
  projectPatch,
} from './resource-door.ts';
import { routeTags, type Route } from './route.ts';
import { routeNamed, routeNames } from './routes.ts';
import { account, discovery, refreshRequest, signInRequest, tokens } from './session.ts';
import { changesPage, mutationBatch, mutationOutcome, mutationResults, snapshotPage } from './sync-door.ts';

type Json = Record<string, unknown>;

/** An OpenAPI 3.1 document, as far as its readers here need to know. */
export interface OpenApiDocument extends Json {
  openapi: string;
  info: { title: string; version: string; description: string; license: Json };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, Json>; [part: string]: unknown };
}

export interface OpenApiOperation extends Json {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Json }[];
  requestBody?: { required: true; content: Record<string, { schema: Json }> };
  responses: Record<
    string,
    { description: string; headers?: Record<string, Json>; content?: Record<string, { schema: Json }> }
  >;
}

/** Schemas that have a name of their own in the document: what goes in, and what comes out. */
const inputs: Record<string, z.ZodType> = {
  SignInRequest: signInRequest,
  RefreshRequest: refreshRequest,
  Mutation: mutation,
  MutationBatch: mutationBatch,
  PartnerCreation: partnerCreation,
  PartnerPatch: partnerPatch,
  CustomerCreation: customerCreation,
  CustomerPatch: customerPatch,
  ProjectCreation: projectCreation,
  ProjectPatch: projectPatch,
  AccountCreation: accountCreation,
  AccountPatch: accountPatch,
};

const outputs: Record<string, z.ZodType> = {
  Problem: problem,
  Discovery: discovery,
  Account: account,
  Tokens: tokens,
  Brand: brand,
  Partner: partner,
  Customer: customer,
  Site: site,
  Probe: probe,
  Project: project,
  License: license,
  VisitTemplate: visitTemplate,
  Visit: visit,
  SnapshotPage: snapshotPage,
  ChangesPage: changesPage,
  MutationOutcome: mutationOutcome,
  MutationResults: mutationResults,
  ActivityEntry: activityEntry,
  BulkDelete: bulkDelete,
  ManagedAccount: managedAccount,
  BillingAccount: billingAccount,
  Invite: invite,
  OnboardingLink: onboardingLink,
  PartnerSignUp: partnerSignUp,
};

/** The OpenAPI 3.1 document of the partner API, made from the table of routes and its schemas. */
export function openApiDocument(): OpenApiDocument {
  const all = routeNames.map((name) => ({ name, route: routeNamed(name) }));
  const takes = all.flatMap(({ route }) => [route.params, route.query, route.headers, route.body]);
  const gives = all.map(({ route }) => route.answer.schema);
  const input = convertAll(inputs, takes, 'input');
  const output = convertAll(outputs, gives, 'output');
  const converters = { input: input.convert, output: output.convert };
  const paths: OpenApiDocument['paths'] = {};
  for (const { name, route } of all) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operationOf(name, route, converters);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Switchyard partner API',
      version: '1.0.0',
      description:
        'Partners, customers, brands, sites, probes, projects and licenses and site visits of a managed-service provider. One row at a time through the resources, or everything through the sync door; both obey the same rules.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: Object.entries(routeTags).map(([name, description]) => ({ name, description })),
    security: [{ accessToken: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The access token of POST /v1/auth/sign-in or /v1/auth/refresh',
        },
      },
      schemas: { ...input.components, ...output.components },
    },
  };
}

/** Every kind of problem that a route can be answered with. */
function problemsOf(route: Route): ProblemKind[] {
  const kinds = new Set<ProblemKind>([...route.problems, 'internal', 'unavailable']);
  // A request that can't be read is refused before anybody knows its route.
  kinds.add(route.budget === 'none' ? 'invalid' : 'too-many-requests');
  if (route.body) kinds.add('too-large');
  if (route.tag !== 'about') kinds.add('client-too-old');
  if (route.auth === 'account') kinds.add('unauthenticated').add('session-expired').add('forbidden');
  return problemKinds.filter((kind) => kinds.has(kind));
}

function operationOf(name: string, route: Route, { input, output }: Converters): OpenApiOperation {
  const parameters = [
    ...parametersOf(route.params, 'path', input),
    ...parametersOf(route.query, 'query', input),
    ...parametersOf(route.headers, 'header', input),
  ];
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    ...(route.auth === 'none' ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { [route.bodyType ?? 'application/json']: { schema: input(route.body) } },
          },
        }
      : {}),
    responses: responsesOf(route, output),
  };
}

function responsesOf(route: Route, output: Convert): OpenApiOperation['responses'] {
  const { answer } = route;
  const told = { ...requestIdForm, ...(route.budget === 'none' ? {} : rateLimitHeaders) };
  const headers = Object.fromEntries((answer.headers ?? []).map((header) => [header, headerForms[header]]));
  const responses: OpenApiOperation['responses'] = {
    [answer.status]: {
      description: answer.description,
      headers: { ...headers, ...told },
      ...(answer.schema
        ? { content: { [answer.type ?? 'application/json']: { schema: output(answer.schema) } } }
        : {}),
    },
  };
  const byStatus = Map.groupBy(problemsOf(route), (kind) => problemTable[kind].status);
  for (const [status, kinds] of byStatus)
    responses[status] = {
      description: kinds.map((kind) => `${problemTable[kind].title} (\`${kind}\`)`).join('; '),
      headers: {
        ...told,
        ...(status === 429 ? { 'Retry-After': headerForms['Retry-After'] } : {}),
      },
      content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } },
    };
  return responses;
}

const whole = { type: 'integer', minimum: 0 };
const headerForms = {
  ETag: { description: 'Version of the row, for If-Match', schema: { type: 'string' } },
  Location: { description: 'Path of the new row', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: whole },
};
const requestIdForm = {
  'X-Request-Id': {
    description:
      'Which request it was: the id that it was sent with, where that’s 16 to 64 of A-Z a-z 0-9 . _ -',
    schema: { type: 'string' },
  },
};
const rateLimitHeaders = {
  'RateLimit-Limit': { description: 'Requests in the time window', schema: whole },
  'RateLimit-Remaining': { description: 'Requests left in it', schema: whole },
  'RateLimit-Reset': { description: 'Seconds until it begins anew', schema: whole },
};

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header', input: Convert) {
  if (!schema) return [];
  const { properties = {}, required = [] } = input(schema) as {
    properties?: Record<string, Json & { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...form }]) => ({
    name: place === 'header' ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: form,
  }));
}

/** JSON Schema of a schema that stands in a route. */
type Convert = (schema: z.ZodType) => Json;

interface Converters {
  input: Convert;
  output: Convert;
}

/**
 * Converts schemas to JSON Schema, all at once: what has a name becomes a reference to it wherever it stands, and what has
 * none is given where it's used.
 */
function convertAll(
  named: Record<string, z.ZodType>,
  unnamed: readonly (z.ZodType | undefined)[],
  io: keyof Converters,
): { components: Record<string, Json>; convert: Convert } {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  unnamed.forEach((schema, index) => {
    if (schema && !registry.has(schema)) registry.add(schema, { id: `unnamed ${index}` });
  });
  const { schemas } = z.toJSONSchema(registry, { io, uri: reference, unrepresentable: 'any' });
  const converted = new Map(
    Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema as Json]),
  );
  return {
    components: Object.fromEntries([...converted].filter(([id]) => id in named)),
    convert: (schema) => {
      const id = registry.get(schema)?.id ?? '';
      return id in named ? { $ref: reference(id) } : (converted.get(id) ?? {});
    },
  };
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}
