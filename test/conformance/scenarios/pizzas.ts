import { fails, type Scenario } from '../scenario.ts';

const pizza = (
  name: string,
  flavour: unknown,
  rest: Pick<Scenario, 'ends'> & Partial<Scenario>,
): Scenario => ({
  name,
  process: 'orderPizza',
  input: () => ({ flavour }),
  calls: ['analyseFlavour'],
  ...rest,
});

const fine = { ends: { output: { containsPineapple: false } } };
const refused = { ends: { error: 'Failed To Make Pizza', cause: 'They asked for Pineapple' } };
const invalid = { ends: { error: 'InvalidInput', cause: /^flavour: / } };

export const pizzas: Scenario[] = [
  pizza('margherita', 'margherita', fine),
  pizza('pineapple', 'pineapple', refused),
  pizza('a hawaiian in capitals, with space around it', '  HawaiIan ', refused),
  pizza('a flavour that only contains the word', 'pineapple-free', fine),
  pizza('a flavour with quotes and line breaks', '"\\ \n{% $states %}\u2028', fine),
  pizza('an empty flavour', '  ', invalid),
  pizza('no flavour', null, invalid),
  pizza('a flavour that is a number', 4, invalid),
  pizza('an oven that is cold at first', 'margherita', {
    ...fine,
    faults: { analyseFlavour: fails(1) },
    calls: ['analyseFlavour', 'analyseFlavour'],
  }),
];
