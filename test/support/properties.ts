import fc from 'fast-check';

/**
 * Properties draw the same cases in every run, so that a run says something about the change it's made for; the long way draws
 * anew each time, and a counterexample it finds names its seed: SWITCHYARD_SEED draws that one again.
 */
const seed = process.env['SWITCHYARD_SEED'];
if (!process.env['SWITCHYARD_LONG']) fc.configureGlobal({ seed: Number(seed ?? 20260301) });
else if (seed) fc.configureGlobal({ seed: Number(seed) });

export default fc;
