import { parseInput } from './inputs/parse.ts';
import { pizzaInput } from './inputs/pizza.ts';

const WITH_PINEAPPLE = new Set(['pineapple', 'hawaiian']);

/** Knows pizzas. No side effects. */
export function createPizzaActivities() {
  return {
    /**
     * Whether pineapple comes with this flavour, ignoring case and space around it.
     *
     * @throws ApplicationFailure `InvalidInput` for a missing, empty or non-string flavour
     */
    async analyseFlavour(input: { flavour: string }): Promise<{ containsPineapple: boolean }> {
      const { flavour } = parseInput(pizzaInput, input);
      return Promise.resolve({ containsPineapple: WITH_PINEAPPLE.has(flavour.trim().toLowerCase()) });
    },
  };
}

export type PizzaActivities = ReturnType<typeof createPizzaActivities>;
