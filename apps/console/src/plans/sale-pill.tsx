import { Pill } from '../elements/pill.js';

export const SalePill = ({ onSale }: { readonly onSale: boolean }) => (
  <Pill tone={onSale ? 'good' : 'quiet'}>{onSale ? 'On sale' : 'Withdrawn'}</Pill>
);
