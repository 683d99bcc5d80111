import { seed } from './seed.ts';
import { connectStore, DEFAULT_MONGODB_URI } from './store.ts';

const store = await connectStore(process.env['MONGODB_URI'] ?? DEFAULT_MONGODB_URI);
await seed(store);
await store.close();
console.log('The demo data is in the store.');
