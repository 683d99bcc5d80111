import { fails, failsForGood, losesAnswer, type Scenario } from '../scenario.ts';

type Path = Omit<Scenario, 'process' | 'input'> & { bookId?: string };

const refusedBook = '01G4E1A9GFBOYPAJAMAS000002';

/** The warehouse by itself: its answer goes to a token that nobody waits for. Checkouts answer those that somebody does. */
const fulfilment = ({ bookId = '01G4E1A9GF5CZWET09RSBR04PV', ...scenario }: Path): Scenario => ({
  ...scenario,
  process: 'fulfilOrder',
  input: ({ id }) => ({ orderId: id, bookId, quantity: 1, replyTo: { token: 'nobody' } }),
});

const times = (count: number, activity: string) => Array<string>(count).fill(activity);
const unheard = { output: { accepted: false } };

export const fulfilments: Scenario[] = [
  fulfilment({
    name: 'nobody waits for the courier',
    ends: unheard,
    calls: ['assignCourier', 'answerCallback'],
  }),
  fulfilment({
    name: 'nobody waits for the refusal',
    bookId: refusedBook,
    ends: unheard,
    calls: ['assignCourier', 'answerCallback'],
  }),
  fulfilment({
    name: 'a courier found at the last attempt',
    faults: { assignCourier: fails(59) },
    ends: unheard,
    calls: [...times(60, 'assignCourier'), 'answerCallback'],
  }),
  fulfilment({
    name: 'couriers that cannot be reached: it answers so',
    faults: { assignCourier: failsForGood() },
    ends: unheard,
    calls: [...times(60, 'assignCourier'), 'answerCallback'],
  }),
  fulfilment({
    name: 'an answer that is sent again',
    faults: { answerCallback: losesAnswer(2) },
    ends: unheard,
    calls: ['assignCourier', ...times(3, 'answerCallback')],
  }),
];
