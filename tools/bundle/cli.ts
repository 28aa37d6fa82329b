#!/usr/bin/env node
import { loadBundle } from './load.js';

await loadBundle(import.meta.dirname).program.main(process.argv.slice(2));
