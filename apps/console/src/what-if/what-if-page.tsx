import { useState } from 'preact/hooks';
import { Page } from '../elements/page.js';
import { addDays, dateIn } from '../format/time.js';
import { narrow, usePlace } from '../router/place.js';
import { signedIn } from '../session/session.js';
import { FoundDifferences } from './found-differences.js';
import { type Asked, questionOf } from './question.js';
import { type Question, useWhatIf } from './use-what-if.js';
import { WhatIfForm } from './what-if-form.js';

/** Asked about, unless another time is. */
const WINDOW_DAYS = 365;

/** Which decisions another vendor policy would have come to otherwise. Nothing is touched. */
export function WhatIfPage() {
  const { query } = usePlace();
  const { policy, now } = signedIn();
  const [pasted, setPasted] = useState('');
  const today = dateIn(now, 'UTC');
  const asked: Asked = {
    from: query.get('from') ?? addDays(today, -WINDOW_DAYS),
    to: query.get('to') ?? today,
    businessDays: query.get('businessDays') ?? '',
    resellerId: query.get('resellerId') ?? '',
    policy: pasted,
  };
  const question: Question | string | undefined = query.has('from') ? questionOf(asked, policy.inForce) : undefined;
  const { found, stop } = useWhatIf(typeof question === 'object' ? question : undefined);
  return (
    <Page
      title="What if"
      lead="The real commands of a time, judged again by another vendor policy. Nothing is changed, sent or written."
    >
      <WhatIfForm
        first={asked}
        businessDays={policy.businessDays}
        inForce={policy.inForce}
        fault={typeof question === 'string' ? question : undefined}
        ask={({ policy: given, ...rest }) => {
          setPasted(given);
          narrow({ ...rest });
        }}
      />
      {found === undefined ? null : <FoundDifferences found={found} asked={asked} stop={stop} />}
    </Page>
  );
}
