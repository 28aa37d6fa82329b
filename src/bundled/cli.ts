#!/usr/bin/env node
import { load } from './load.js';

await load(import.meta.dirname).program.main(process.argv.slice(2));
