import type { PersonalDataErased } from '#domain/personal-data/personal-data.events.js';
import { shown } from './public-event.js';
import { instant, record, text } from './shape.js';

/** The same in the stream of a customer and of a subscription. */
export const PERSONAL_DATA_ERASED = shown<PersonalDataErased>({
  summary: "The key of somebody's personal data was destroyed: it reads null from now on, also in earlier events.",
  data: record({
    subject: text('Whose: `customer:<id>`, or `subscription:<id>` for its support contact.'),
    reason: text("Operations' own words."),
    erasedAt: instant('When.'),
  }),
});
