import { z } from 'zod';

/** The context of an operator who looks through the eyes of the partner account. */
export const partnerContext = 'partner-account' as const;

/** The context of a project: `project:` and its id. */
export const projectContextId = z.templateLiteral(['project:', z.uuid()]);
export type ProjectContextId = z.infer<typeof projectContextId>;

/** Whose eyes an operator looks through. Every change carries the one that it was made in. */
export const contextId = z.union([z.literal(partnerContext), projectContextId]);
export type ContextId = z.infer<typeof contextId>;

/** The context that a session is in when it isn't the partner account's: what it's called is its project's name. */
export const accountContext = z.object({ id: projectContextId, name: z.string() });
export type AccountContext = z.infer<typeof accountContext>;

/** The context of a project. */
export function contextOfProject(projectId: string): ProjectContextId {
  return `project:${projectId}`;
}

/** The project whose context it is; null for the partner account. */
export function projectOfContext(context: string): string | null {
  return context.startsWith('project:') ? context.slice('project:'.length) : null;
}

/** The context that an account is in. */
export function contextOf({ context }: { context?: AccountContext | undefined }): ContextId {
  return context?.id ?? partnerContext;
}
