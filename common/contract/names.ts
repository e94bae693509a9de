import { commands, events, type CommandName, type EventName } from './commands.ts';

/**
 * Names of all channels, for the preload. The build evaluates this file and puts the plain lists into the preload's bundle,
 * so that no schema is loaded there.
 */
export const commandNames = Object.keys(commands) as CommandName[];
export const eventNames = Object.keys(events) as EventName[];
