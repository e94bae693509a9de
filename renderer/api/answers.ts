import { useSyncExternalStore } from 'react';
import type { CommandInput, CommandName, CommandOutput } from '../../common/contract/commands.ts';
import type { AppError, Result } from '../../common/contract/errors.ts';
import type { EntityKind } from '../../common/domain/entities.ts';
import { attempt, listen, type Arguments } from './client.ts';
import { Pace } from './pace.ts';

/** What is known of a question's answer. `value` stays while a newer one is on its way, and when asking again fails. */
export interface Answer<T> {
  value: T | undefined;
  /** When `value` came, in milliseconds by this computer's clock; undefined where nothing was answered yet. */
  answeredAt: number | undefined;
  error: AppError | undefined;
  /** It takes longer than 300 ms and there's nothing to show yet. */
  slow: boolean;
  askAgain: () => void;
}

/** The kinds of row that an answer is made of; the outbox, which moves with every exchange, is made of all and more. */
type Kinds = readonly EntityKind[] | 'all';

const isOf = (kinds: Kinds, changed: readonly EntityKind[]) =>
  kinds === 'all' || changed.some((kind) => kinds.includes(kind));

const patience = 300;
const keptQuestions = 60;

/** One question to the cache: asked when somebody looks, asked again when the cache changes, never answered by older news. */
class Question<N extends CommandName> {
  readonly #name: N;
  readonly #input: CommandInput<N>;
  readonly #kinds: Kinds;
  readonly #listeners = new Set<() => void>();
  readonly #pace = new Pace();
  #stop: (() => void) | undefined;
  #asked = 0;
  #shown = 0;
  #revision = -1;
  #inFlight = false;
  #askedMeanwhile = false;
  #doubted = false;
  #answer: Answer<CommandOutput<N>>;

  constructor(name: N, input: CommandInput<N>, kinds: Kinds) {
    this.#name = name;
    this.#input = input;
    this.#kinds = kinds;
    const nothing = { value: undefined, answeredAt: undefined, error: undefined, slow: false };
    this.#answer = { ...nothing, askAgain: () => void this.#ask() };
  }

  readonly answer = () => this.#answer;

  /** An answer that came before anybody looked; it's asked for anew all the same, as what changed meanwhile wasn't heard. */
  know(value: CommandOutput<N>): void {
    this.#answer = { ...this.#answer, value };
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#stop = listen('cache.changed', ({ kinds }) => {
        if (isOf(this.#kinds, kinds)) this.#pace.askSoon(() => void this.#ask());
      });
      void this.#ask();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#pace.stop();
    };
  };

  async #ask(): Promise<void> {
    if (this.#inFlight) {
      this.#askedMeanwhile = true;
      return;
    }
    this.#inFlight = true;
    const number = ++this.#asked;
    const timer = setTimeout(() => {
      if (this.#answer.value === undefined) this.#show({ slow: true });
    }, patience);
    const input = (this.#input === undefined ? [] : [this.#input]) as Arguments<N>;
    const result = await this.#pace.answerOf(attempt(this.#name, ...input));
    clearTimeout(timer);
    this.#inFlight = false;
    if (number > this.#shown) {
      this.#shown = number;
      this.#take(result);
    }
    if (this.#askedMeanwhile && this.#listeners.size > 0) {
      this.#askedMeanwhile = false;
      this.#pace.askSoon(() => void this.#ask());
    }
  }

  #take(result: Result<CommandOutput<N>>): void {
    if (!result.ok) {
      this.#show({ error: result.error, slow: false });
      return;
    }
    const revision = revisionOf(result.value);
    if (revision < this.#revision && !this.#doubted) {
      // Once is an answer that was overtaken; twice is a cache that began anew.
      this.#doubted = true;
      this.#askedMeanwhile = true;
      return;
    }
    this.#doubted = false;
    this.#revision = revision;
    this.#show({ value: result.value, answeredAt: Date.now(), error: undefined, slow: false });
  }

  #show(change: Partial<Answer<CommandOutput<N>>>): void {
    this.#answer = { ...this.#answer, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function revisionOf(value: unknown): number {
  if (
    typeof value === 'object' &&
    value !== null &&
    'revision' in value &&
    typeof value.revision === 'number'
  )
    return value.revision;
  return Number.MAX_SAFE_INTEGER;
}

const questions = new Map<string, Question<CommandName>>();

function questionFor<N extends CommandName>(name: N, input: CommandInput<N>, kinds: Kinds): Question<N> {
  const key = `${name} ${JSON.stringify(input ?? null)}`;
  const known = questions.get(key);
  if (known) return known as unknown as Question<N>;
  const fresh = new Question(name, input, kinds);
  questions.set(key, fresh as unknown as Question<CommandName>);
  if (questions.size > keptQuestions) {
    const oldest = questions.keys().next().value;
    if (oldest !== undefined && oldest !== key) questions.delete(oldest);
  }
  return fresh;
}

/** Forgets every answer: another workspace or account is open. */
export function forgetAnswers(): void {
  questions.clear();
}

/** Makes an answer known to whoever asks next by {@link useAnswer}, so that it's there with the first frame. */
export function knowAnswer<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  kinds: readonly EntityKind[],
  value: CommandOutput<N>,
): void {
  questionFor(name, input, kinds).know(value);
}

/** Asks the cache and keeps the answer current. `kinds` are the kinds of row that it's made of; `name` is a query, never a change. */
export function useAnswer<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  kinds: Kinds,
): Answer<CommandOutput<N>> {
  const question = questionFor(name, input, kinds);
  return useSyncExternalStore(question.subscribe, question.answer);
}
