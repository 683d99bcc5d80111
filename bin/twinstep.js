#!/usr/bin/env node
import { register } from 'tsx/esm/api';

register();
const { runCommand } = await import('../asl/compiler/command/command-line.ts');
process.exitCode = await runCommand(process.argv.slice(2));
