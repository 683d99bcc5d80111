/**
 * Preloaded (`node --import tsx --import ./dev/attach.ts …`) by programs that talk to the running stack of this
 * checkout, wherever its ports are. What the environment sets already stays.
 */
import { readRunningStack } from './data-folder.ts';

for (const [name, value] of Object.entries(readRunningStack())) {
  process.env[name] ??= value;
}
