import { createPizzaActivities } from '../../activities/pizzas.ts';
import { handlers } from './handlers.ts';

/** The Lambda function behind the pizza choice: quick to start, as somebody waits for it and it needs no store. */
export const { analyseFlavour } = handlers(createPizzaActivities());
