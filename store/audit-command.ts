import { audit } from './audit/audit.ts';
import { connectStore, DEFAULT_MONGODB_URI } from './store.ts';

const store = await connectStore(process.env['MONGODB_URI'] ?? DEFAULT_MONGODB_URI);
const found = await audit(store);
await store.close();
for (const { collection, id, problem } of found) console.error(`${collection}/${id}: ${problem}`);
console.log(found.length === 0 ? 'Everything adds up.' : `${found.length} discrepancies.`);
process.exitCode = found.length === 0 ? 0 : 1;
