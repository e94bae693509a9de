import { useAnswer } from '../api/answers.ts';
import { ChoiceField } from './fields.tsx';
import { textOf, useForm } from './form.ts';

const noBrand = 'none';

/** The brand that something belongs to, in a form. */
export function BrandField({ hint }: { hint?: string }) {
  const { values, faults, set } = useForm();
  const brands = useAnswer('brand.choices', undefined, ['brand']).value?.brands ?? [];
  const fault = faults['brandId'];
  return (
    <div data-field="brandId" tabIndex={-1} className="outline-none">
      <ChoiceField
        label="Brand"
        optional
        choices={[{ id: noBrand, name: 'No brand' }, ...brands.map(({ id, name }) => ({ id, name }))]}
        value={textOf(values, 'brandId') || noBrand}
        onChange={(id) => set('brandId', id === noBrand ? null : id)}
        hint={fault ? <span className="text-bad">{fault}</span> : hint}
      />
    </div>
  );
}
