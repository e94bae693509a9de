import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../common/contract/errors.ts';
import { contextOf, projectOfContext, type AccountContext } from '../../../common/domain/contexts.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import { act } from './acts.ts';
import { type ClientProcess, SimClient } from './client.ts';
import { doDeed, type DeedParts } from './deeds.ts';
import type { Desk } from './desk.ts';
import { Dice } from './dice.ts';
import { concernsChanges, Ledger } from './ledger.ts';
import { strike } from './mishaps.ts';
import { sessionOf } from './project-context.ts';
import { checkAtRest } from './rest.ts';
import { worldBegins } from './seed-rows.ts';
import { ServerFile } from './server-file.ts';
import { SimServer } from './server.ts';
import { deeds, describeStep, operations, type Plan, type Step } from './steps.ts';
import { Timeline } from './timeline.ts';
import { Trace } from './trace.ts';
import { CacheWatch, heldUp, inLine, stuckStates } from './watch.ts';
import { Wire, wireFaults, type WireFaultKind } from './wire.ts';
import type { Templates } from './templates.ts';

/** What became of a world. */
export interface WorldReport {
  seed: number;
  /** What doesn't hold; the run ends with the step in which the first one shows. */
  violations: string[];
  /** Steps that people made, and how many of them the app refused with a sentence. */
  operations: number;
  refused: number;
  /** Times that each fault took effect. */
  faults: Record<string, number>;
  rests: number;
  /** How many of the operators' changes were applied, by their names. */
  applied: Record<string, number>;
  events: number;
  /** Hash of everything that happened. */
  digest: string;
  /** All of it as lines, where it was asked for. */
  trace: string;
  /** Steps that were taken before it ended. */
  steps: number;
}

const hour = 3_600_000;

/** Lives a world from its plan to its end. */
export async function runWorld(plan: Plan, templates: Templates, keepTrace = false): Promise<WorldReport> {
  const world = new World(plan, templates, keepTrace);
  try {
    await world.begin();
    await world.live();
  } finally {
    await world.end();
  }
  return world.report();
}

class World {
  readonly #plan: Plan;
  readonly #templates: Templates;
  readonly #timeline = new Timeline(worldBegins);
  readonly #trace: Trace;
  readonly #folder: string;
  readonly #violations: string[] = [];
  readonly #faults: Record<string, number> = {};
  readonly #ledger = new Ledger((what) => this.#violation(what));
  readonly #checks: Dice;
  #desks: Desk[] = [];
  #server: SimServer | undefined;
  #file: { path: string; reader: ServerFile } | null = null;
  #deletions: DeedParts['deletions'] = [];
  readonly #files: Desk['files'] = [];
  /** Brand that the first client's account sees, as it's at rest. */
  #scope: string | null = null;
  #operations = 0;
  #refused = 0;
  #rests = 0;
  #steps = 0;

  constructor(plan: Plan, templates: Templates, keepTrace: boolean) {
    this.#plan = plan;
    this.#templates = templates;
    this.#trace = new Trace(keepTrace);
    this.#checks = new Dice(plan.seed, 'checks');
    this.#folder = join(templates.folder, 'world');
  }

  report(): WorldReport {
    return {
      seed: this.#plan.seed,
      violations: this.#violations,
      operations: this.#operations,
      refused: this.#refused,
      faults: this.#faults,
      rests: this.#rests,
      applied: this.#ledger.done,
      events: this.#timeline.happened,
      digest: this.#trace.digest(),
      trace: this.#trace.text,
      steps: this.#steps,
    };
  }

  async begin(): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
    const { seed, clients, context } = this.#plan;
    this.#server = await SimServer.open({
      timeline: this.#timeline,
      dice: new Dice(seed, 'server'),
      folder: this.#folder,
      template: this.#templates.server,
      note: (line) => this.#note(line),
      injected: (kind) => this.#count(kind),
      onDefect: (error) => this.#violation(`the server failed: ${stackOf(error)}`),
      onRestoring: () => this.#ledger.restoring(this.#serverFile()),
    });
    for (let n = 0; n < clients; n++) await this.#addClient(n, this.#server);
    if (context) await this.#addClient(clients, this.#server, context);
  }

  async live(): Promise<void> {
    for (const step of this.#plan.steps) {
      await this.#timeline.pass(step.gap);
      if (this.#violations.length > 0) return;
      this.#note(describeStep(step));
      this.#steps++;
      await this.#take(step);
      if (this.#violations.length > 0) return;
    }
    await this.#rest(false);
    if (this.#violations.length === 0) await this.#giveUpWhatIsStuck();
  }

  async end(): Promise<void> {
    for (const { client, watch } of this.#desks) {
      client.close();
      watch.close();
    }
    this.#file?.reader.close();
    await this.#server?.close();
  }

  /** @param context of a project, which the operator of the first client works in besides */
  async #addClient(n: number, server: SimServer, context?: AccountContext): Promise<void> {
    const { seed, pageLimit, sharesAccount } = this.#plan;
    const name = `client${n}`;
    const account = context ? { ...accountOf(0), context } : accountOf(sharesAccount && n === 1 ? 0 : n);
    const owner = context ? this.#desks[0]?.client : undefined;
    const note = (line: string) => this.#note(line);
    const wire = new Wire({
      name,
      timeline: this.#timeline,
      dice: new Dice(seed, `wire ${n}`),
      server,
      pageLimit,
      note,
      injected: (kind) => this.#count(kind),
      watch: (request, sent, outcomes) => {
        this.#note(`${request.id} ${outcomes.map(({ id, outcome }) => `${id} ${outcome}`).join(', ')}`);
        this.#ledger.served(this.#serverFile(), request, sent, outcomes, this.#timeline.now);
      },
      onLeave: (request) => this.#ledger.leaves(name, request),
      onHeard: (request, answer) => this.#ledger.answered(name, request, answer),
    });
    const client: SimClient = new SimClient({
      name,
      account,
      timeline: this.#timeline,
      dice: new Dice(seed, name),
      folder: this.#folder,
      ...(owner ? { template: null, from: sessionOf(owner) } : { template: this.#templates.client }),
      wire,
      note,
      injected: (kind) => this.#count(kind),
      onCall: (call) => {
        watch.calling(call);
        if (call.method === 'settle') this.#ledger.heard(name, call.args[0] as never, client.clock.now());
        if (concernsChanges(call)) {
          const { clock, latest } = client;
          this.#ledger.begins(name, call, watch.heldIds(), { now: clock.now(), latest });
        }
      },
      onCalled: (call) => {
        watch.called(call);
        if (call.method === 'settle') this.#ledger.settled(name, call.args[0] as never, client.clock.now());
      },
      onRefused: (call) => this.#ledger.ended(name, call, watch.heldIds()),
      onTold: (call) => {
        if (!concernsChanges(call)) return;
        const held = watch.heldIds();
        this.#ledger.ended(name, call, held);
        this.#ledger.told(name, call, held);
      },
      onStarted: (kept) => {
        watch.started(kept);
        this.#ledger.found(name, watch.heldIds(), kept);
      },
      onViolation: (what) => this.#violation(what),
      onSession: () => {
        if (n > 0) return;
        for (const desk of this.#desks)
          if (desk.client.account.context) desk.client.process?.engine?.sessionChanged();
      },
    });
    const watch = new CacheWatch(
      () => client.folder,
      (what) => this.#violation(`${name}: ${what}`),
    );
    this.#desks.push({
      client,
      watch,
      dice: new Dice(seed, `operator ${n}`),
      deletions: [],
      forms: [],
      files: this.#files,
      made: [],
    });
    await client.start(context ? null : await server.tokensFor(account));
  }

  async #take(step: Step): Promise<void> {
    const desk = this.#desks[step.who];
    if (!desk || !this.#server) return;
    if ((operations as readonly string[]).includes(step.do)) return this.#operate(desk, step);
    if ((deeds as readonly string[]).includes(step.do)) return this.#deed(step);
    if ((wireFaults as readonly string[]).includes(step.do))
      return this.#disturb(desk, step, step.do as WireFaultKind);
    await this.#mishap(desk, step, this.#server);
  }

  #operate(desk: Desk, step: Step): void {
    const life = desk.client.process;
    if (!life?.engine) return;
    this.#operations++;
    act(desk, life, step).then(
      (ids) => void desk.made.push(...ids),
      (thrown: unknown) => {
        if (!(thrown instanceof Failure)) this.#violation(`${step.do} failed: ${stackOf(thrown)}`);
        else this.#refused++;
        this.#note(`${desk.client.name} is refused: ${thrown instanceof Error ? thrown.message : ''}`);
      },
    );
  }

  #deed(step: Step): void {
    const { isUp } = this.#server ?? {};
    if (!isUp || !this.#server) return;
    this.#operations++;
    const parts = { server: this.#server, file: this.#serverFile(), deletions: this.#deletions };
    // A server that dies under somebody else's tool is that tool's trouble.
    doDeed(parts, step).catch((thrown: unknown) => this.#note(`elsewhere: ${String(thrown)}`));
  }

  #disturb({ client }: Desk, { a, b, c }: Step, kind: WireFaultKind): void {
    const routes = [
      'any',
      'pushMutations',
      'pushMutations',
      'readChanges',
      'readSnapshot',
      'refresh',
    ] as const;
    const ms =
      kind === 'late-request' || kind === 'doubled-request'
        ? c * 300
        : kind === 'slow-answer'
          ? c * 90
          : c * 120;
    client.wire.faults.push({ kind, on: routes[(a + b) % routes.length] ?? 'any', ms });
  }

  async #mishap(desk: Desk, step: Step, server: SimServer): Promise<void> {
    const { client } = desk;
    switch (step.do) {
      case 'offline':
      case 'online':
        client.offlineByChoice = step.do === 'offline';
        client.process?.engine?.workOffline(client.offlineByChoice);
        return;
      case 'sign-out':
        client.present = false;
        void client.process?.own?.signOut();
        return;
      case 'sign-in':
        return this.#signIn(desk);
      case 'rest':
        return this.#rest(false);
      default:
        return strike(
          {
            ...{ client, server, timeline: this.#timeline, file: () => this.#serverFile() },
            note: (line) => this.#note(line),
            injected: (kind) => this.#count(kind),
          },
          step,
        );
    }
  }

  async #signIn({ client }: Desk): Promise<void> {
    const session = client.process?.own;
    const server = this.#server;
    if (!session || session.signedIn || !server?.isUp) return;
    const tokens = await server.tokensFor(client.account).catch(() => null);
    if (!tokens) return;
    client.present = true;
    await session.signIn(tokens);
  }

  /** Everything heals, and everyone synchronises until nothing moves; then all that must hold is looked at. @param isLast with the lists of every client */
  async #rest(isLast: boolean): Promise<void> {
    this.#rests++;
    this.#note('everything heals');
    const server = this.#server;
    if (!server) return;
    server.crash = null;
    if (!server.isUp) server.start();
    for (const { client } of this.#desks) {
      client.wire.faults = [];
      client.wire.cut = false;
      client.crash = null;
      client.offlineByChoice = false;
      await client.start(null);
    }
    await this.#timeline.pass(50);
    this.#scope = await server.scopeOf(accountOf(0));
    for (const desk of this.#desks) {
      await this.#signIn(desk);
      // Whoever comes back online compares counts and checksums.
      desk.client.process?.engine?.workOffline(true);
      desk.client.process?.engine?.workOffline(false);
      void goOnWithDeletes(desk.client.process).catch((thrown: unknown) =>
        this.#violation(`deletes can’t go on: ${stackOf(thrown)}`),
      );
    }
    for (let minutes = 0; ; minutes += 2) {
      if (await this.#timeline.until(() => this.#isQuiet() || this.#violations.length > 0, hour / 30)) break;
      if (minutes > 180) {
        this.#violation(
          `it never comes to rest: ${this.#desks.map((desk) => this.#unrest(desk)).join('; ')}`,
        );
        return;
      }
      for (const desk of this.#desks) await this.#signIn(desk);
    }
    if (this.#violations.length > 0) return;
    const file = this.#serverFile();
    const applied = new Set(file.applied());
    for (const { client, watch } of this.#desks) {
      const scope = await server.scopeOf(client.account);
      const project = projectOfContext(contextOf(client.account));
      if (project !== null && !file.isOpenTo(scope, project)) continue;
      checkAtRest({
        client,
        watch,
        server: file,
        seen: file.seenBy(scope, project),
        applied,
        ledger: this.#ledger,
        dice: this.#checks,
        isLast,
        violation: (what) => this.#violation(what),
      });
    }
    for (const fault of file.faults()) this.#violation(`server: ${fault}`);
  }

  #isQuiet(): boolean {
    return this.#desks.every((desk) => this.#isShutOut(desk) || this.#unrest(desk) === '');
  }

  /** Whether nobody can work in the project whose context it is: what waits there waits for good. */
  #isShutOut({ client }: Desk): boolean {
    const project = projectOfContext(contextOf(client.account));
    const server = this.#server;
    if (project === null || !server?.isUp) return false;
    return !this.#serverFile().isOpenTo(this.#scope, project);
  }

  /** What keeps a client from being at rest; empty when nothing does. */
  #unrest({ client, watch }: Desk): string {
    const life = client.process;
    if (!life?.engine) return `${client.name} isn’t running`;
    const { phase } = life.engine.state;
    if (phase !== 'up-to-date')
      return `${client.name} is ${phase}, ${life.engine.state.trouble?.detail ?? ''}`;
    const server = this.#server;
    if (!server?.isUp) return 'the server is away';
    const status = life.local.writer.status();
    if (status.epoch !== server.store.epoch || status.seq !== this.#serverFile().last())
      return `${client.name} is at ${status.seq} of ${status.epoch}`;
    const held = watch.held();
    const up = heldUp(held);
    const moving = held.find(({ id }) => !up.has(id));
    if (moving) return `${client.name} has ${moving.id} ${moving.state}; in line: ${inLine(held)}`;
    return '';
  }

  /** In the end, everybody gives up what is stuck: then everyone has exactly what the server has, and nothing besides. */
  async #giveUpWhatIsStuck(): Promise<void> {
    this.#note('everybody gives up what is stuck');
    for (let round = 0; round < 40 && this.#violations.length === 0; round++) {
      let given = 0;
      for (const desk of this.#desks) {
        const entry = desk.watch.held().find(({ state }) => stuckStates.includes(state));
        const life = desk.client.process;
        if (!entry || !life) continue;
        given++;
        void life.cache.write
          .discardAll([entry.id], true, 'Operator')
          .catch((thrown: unknown) => this.#violation(`it can’t be discarded: ${stackOf(thrown)}`));
        life.engine.wake('turn');
      }
      if (given === 0) break;
      await this.#timeline.pass(2000);
    }
    await this.#rest(true);
  }

  #serverFile(): ServerFile {
    const path = this.#server?.file ?? '';
    if (this.#file?.path !== path) {
      this.#file?.reader.close();
      this.#file = { path, reader: new ServerFile(path) };
    }
    return this.#file.reader;
  }

  #violation(what: string): void {
    this.#note(`VIOLATION ${what}`);
    if (this.#violations.length < 10) this.#violations.push(what);
  }

  #count(kind: string): void {
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
  }

  #note(line: string): void {
    this.#trace.note(this.#timeline.now, line);
  }
}

/** The account of a client. */
export function accountOf(n: number): Account {
  return {
    id: `01950000-0000-7000-8000-70000000000${n}`,
    login: `operator${n}`,
    name: `Operator ${n}`,
    role: 'admin',
    scope: null,
  };
}

/** Nothing is kept from being sent any more. */
async function goOnWithDeletes(life: ClientProcess | null): Promise<void> {
  if (!life?.deletes) return;
  for (const { job, paused, held } of await life.deletes.jobs()) {
    // What is paused may be held first, with its countdown; going on once more lets it go.
    if (paused > 0) await life.deletes.resume(job);
    if (paused + held > 0) await life.deletes.resume(job);
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
