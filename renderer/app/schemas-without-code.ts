import { z } from 'zod';

// The content security policy forbids code made from text, which schemas are otherwise compiled to. Schemas ask when they are
// made, which is while modules load: this one has to be imported before any that makes one.
z.config({ jitless: true });
