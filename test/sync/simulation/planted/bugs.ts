/** A fault that is put into the product's source for one run of the simulation: text that is there once, and what takes its place. */
export interface PlantedBug {
  name: string;
  /** What it breaks, for a person. */
  breaks: string;
  patches: { file: string; find: string; replace: string }[];
}

function bug(name: string, breaks: string, file: string, find: string, replace: string): PlantedBug {
  return { name, breaks, patches: [{ file, find, replace }] };
}

/** The seed that was the first to find each, in worlds of 60 operations; a change of the simulation may move it. */
export const firstFound: Readonly<Record<string, number>> = {
  'cursor-before-rows': 3,
  'id-not-resent': 1,
  'token-of-another-context': 4,
  'shadow-not-updated': 1,
  'partial-walk-deletes': 1,
  'retry-after-rejection': 2,
  'merge-prefers-mine': 1,
  'merge-prefers-theirs': 1,
  'outbox-order-broken': 3,
  'double-apply-after-crash': 12,
  'answer-of-another-epoch': 20,
  'settled-before-cursor': 1,
  'journal-not-written': 1,
  'journal-loses-at-recovery': 1,
  'unsend-forgotten': 1,
  'echo-not-offered-again': 20,
  'lists-not-told': 27,
  'asleep-after-abort': 106,
  'tombstones-passed-over': 1,
  'scope-out-ignored': 10,
  'follower-not-rewritten': 32,
  'unshown-deleted': 21,
  'chain-forked': 4,
  'partner-not-deleted': 3,
  'customer-not-moved': 2,
  'site-not-created': 2,
  'customer-not-restored': 14,
  'created-without-fields': 1,
};

/** The planted bugs. None of them can be switched on in the product: the text is changed while it's loaded, in the simulation alone. */
export const plantedBugs: readonly PlantedBug[] = [
  bug(
    'cursor-before-rows',
    'The cursor is committed before the rows of its page: a crash between the two loses them.',
    'db/sync/changes.ts',
    '  const { agree, whole, kinds } = transact(target, (state) => {',
    '  transact(target, (early) => { early.cursor = page.cursor; early.seq = page.seq; });\n  const { agree, whole, kinds } = transact(target, (state) => {',
  ),
  bug(
    'id-not-resent',
    'A change that’s sent again after a lost answer gets a new id.',
    'db/outbox/sending.ts',
    '  return batch.map((entry) => entry.mutation);',
    '  return batch.map(({ mutation, attempts }) => (attempts > 0 ? { ...mutation, id: mutation.id.slice(0, -1) + (attempts % 10) } : mutation));',
  ),
  bug(
    'shadow-not-updated',
    'What the server has of an entity with a waiting change isn’t kept when it changes there.',
    'db/sync/server-rows.ts',
    '  if (generation.shadows.has(id)) generation.shadows.replace(id, row);',
    '  if (generation.shadows.has(id)) return;',
  ),
  {
    name: 'partial-walk-deletes',
    breaks:
      'What a walk hasn’t come to yet counts as deleted: the first page of a snapshot is taken for all of it.',
    patches: [
      {
        file: 'db/sync/snapshot.ts',
        find: '      ended: page.next === null,',
        replace: '      ended: true,',
      },
      { file: 'db/sync/snapshot.ts', find: '    more: page.next !== null,', replace: '    more: false,' },
      { file: 'db/sync/changes.ts', find: ' && agreement !== false;', replace: ';' },
    ],
  },
  bug(
    'retry-after-rejection',
    'A rejected change is sent again and again instead of being shown.',
    'db/outbox/sending.ts',
    "        state: 'rejected',",
    "        state: 'waiting',",
  ),
  bug(
    'merge-prefers-mine',
    'A merge takes the operator’s value where somebody else has set another one.',
    'common/domain/merge.ts',
    '    if (meansTheSame(theirs, base)) {',
    '    if (meansTheSame(theirs, base) || !Array.isArray(theirs)) {',
  ),
  bug(
    'merge-prefers-theirs',
    'A merge drops the operator’s value where somebody else has set another one, and says that it was applied.',
    'common/domain/merge.ts',
    '    if (list === undefined) conflicts.push({',
    '    if (list === undefined && !Array.isArray(theirs)) continue;\n    if (list === undefined) conflicts.push({',
  ),
  bug(
    'outbox-order-broken',
    'Changes leave in reverse order.',
    'db/outbox/sending.ts',
    '  return batch.map((entry) => entry.mutation);',
    '  return batch.map((entry) => entry.mutation).reverse();',
  ),
  {
    name: 'double-apply-after-crash',
    breaks: 'The server doesn’t look whether it has applied a change already.',
    patches: [
      {
        file: 'partner-api/commands/mutate.ts',
        find: '    const known = await tx.outcome(mutation.id);',
        replace:
          "    const stored = await tx.outcome(mutation.id);\n    const known = stored?.outcome.outcome === 'applied' ? null : stored;",
      },
      {
        file: 'partner-api/commands/mutate.ts',
        find: '      await tx.remember(',
        replace: '      if (!stored) await tx.remember(',
      },
    ],
  },
  bug(
    'answer-of-another-epoch',
    'What a restored server answers is taken for an answer of the one before.',
    'main/sync/push.ts',
    '  if (epoch !== null && status.epoch !== null && epoch !== status.epoch)',
    '  if (epoch === undefined)',
  ),
  bug(
    'settled-before-cursor',
    'An applied change leaves the rows before its echo has come.',
    'db/outbox/sending.ts',
    '          if (state.complete && outcome.seq <= state.seq) passed.push(next);',
    '          if (state.complete) passed.push(next);',
  ),
  bug(
    'journal-not-written',
    'A change is in the cache and not in the journal.',
    'db/outbox/queue.ts',
    '    () => cache.journal.append(records),',
    '    () => cache.journal.append([]),',
  ),
  bug(
    'journal-loses-at-recovery',
    'After a crash the cache’s word counts, not the journal’s.',
    'db/outbox/recovery.ts',
    "    (entry) => entry.state === 'pending' && !known.has(entry.mutation.id),",
    '    () => false,',
  ),
  bug(
    'unsend-forgotten',
    'A batch whose answer got lost counts as being on its way for good.',
    'db/outbox/sending.ts',
    '  if (!outbox.isSending()) return changeOf(cache, []);',
    '  if (outbox.isSending()) return changeOf(cache, []);',
  ),
  bug(
    'echo-not-offered-again',
    'What waited for its echo when the server was restored is taken for confirmed.',
    'db/outbox/offering.ts',
    "    else if (known.state === 'settling')",
    "    else if (known.state === 'sending')",
  ),
  bug(
    'lists-not-told',
    'The lists aren’t told of the second change of a kind.',
    'db/store/generation.ts',
    '  for (const kind of kinds) state.changed[kind] = state.revision;',
    '  for (const kind of kinds) state.changed[kind] ??= state.revision;',
  ),
  bug(
    'asleep-after-abort',
    'Going online again in the middle of a cycle leaves the engine asleep.',
    'main/sync/engine.ts',
    '    if (this.#again || signal.aborted)',
    '    if (this.#again)',
  ),
  bug(
    'tombstones-passed-over',
    'Deletions in the change feed are passed over where something waits.',
    'db/sync/server-rows.ts',
    '  for (const { kind, id } of gone) writeBelow(generation, kind, id, null);',
    '',
  ),
  bug(
    'scope-out-ignored',
    'What leaves the account’s sight stays on the rows.',
    'db/sync/changes.ts',
    '      else departures.push({ kind, id });',
    '',
  ),
  bug(
    'follower-not-rewritten',
    'What was made on top of a discarded change still says that it’s on top of it.',
    'db/outbox/withdrawing.ts',
    '      for (const follower of followersWithout(gone, near, carried)) {',
    '      for (const follower of followersWithout(gone, [], carried)) {',
  ),
  bug(
    'unshown-deleted',
    'A bulk delete takes along what its dry run didn’t show.',
    'partner-api/commands/delete-shown.ts',
    '    .filter(({ id }) => id !== row.id && !shown.has(id))',
    '    .filter(() => false)',
  ),
  bug(
    'token-of-another-context',
    'In a project’s context the token of the partner account is used.',
    'main/partner/context-session.ts',
    '    const kept = this.#token && this.#token.until > this.#clock.now() ? this.#token.text : null;',
    '    const kept = await this.#partner.use((token) => Promise.resolve(token), signal);',
  ),
  bug(
    'chain-forked',
    'An entry of Activity doesn’t carry the hash of the one before it after a restart.',
    'partner-api/store/audit-chain.ts',
    "    const entry = nextInChain(given, head, instance ?? '');",
    '    const known = instance;\n    instance ??= await instanceOf(sql);\n    const entry = nextInChain(given, head && known === undefined ? { ...head, hash: chainBeginning(instance) } : head, instance);',
  ),
  bug(
    'partner-not-deleted',
    'Deleting a partner is answered with “applied”, and the partner stays.',
    'partner-api/commands/partners.ts',
    "    await deleteRow(scope, 'partner', partner);",
    '',
  ),
  bug(
    'customer-not-moved',
    'Moving customers is answered with “applied”, and they stay where they are.',
    'partner-api/commands/customers.ts',
    "  for (const { customer, apply } of moves) await changeRow(scope, 'customer', customer, apply);",
    '',
  ),
  bug(
    'site-not-created',
    'Creating a site is answered with “applied”, and there is none.',
    'partner-api/commands/sites.ts',
    "  await createRow(scope, 'site', { ...fields, id, version: 0, createdAt: scope.at, updatedAt: scope.at });",
    '',
  ),
  bug(
    'customer-not-restored',
    'Restoring a customer is answered with “applied”, and it stays in the recycle bin.',
    'partner-api/commands/customers.ts',
    '    await restoreCustomer(scope, deletion, customer);',
    '',
  ),
  bug(
    'created-without-fields',
    'A new customer has neither the notes, nor the reference, nor the e-mail address that it was made with.',
    'partner-api/commands/customers.ts',
    '    ...fields,\n    brandId,\n    id,',
    "    ...fields,\n    notes: '', reference: '', email: 'lost@x.example',\n    brandId,\n    id,",
  ),
];
