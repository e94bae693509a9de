import { useRef, useState, type FormEvent } from 'react';
import type { AppError } from '../../../common/contract/errors.ts';
import { brandFields, type BrandFields } from '../../../common/domain/entities.ts';
import {
  brandLeaves,
  changedFields,
  fieldAt,
  sameValue,
  withFields,
  type FieldValues,
} from '../../../common/domain/fields.ts';
import { sightOf } from '../../../common/domain/visibility.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { DiscardOrSave } from '../../ui/DiscardOrSave.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { faultsOf, focusField, FormContext, formPath, textOf } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import { ColorField, LogoField, PagePreview } from '../../ui/look-fields.tsx';
import { Callout, CopyDetails } from '../../ui/states.tsx';
import { MailPreview } from './MailPreview.tsx';

const blank: BrandFields = { ...brandFields.parse({ name: '-' }), name: '' };
const paths = [...brandLeaves.keys()];
const top = 'top';

export interface BrandFormProps {
  id: string | null;
  /** Of a new one: what it's below. */
  parentId: string | null;
  /** Whether what was typed is to be thrown away is asked now. */
  asks: boolean;
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
  /** The brand as it was when the form was opened; null for a new one. */
  existing: BrandFields | null;
}

/** The fields of a brand, beside how it looks. */
export function BrandForm({ id, parentId, asks, onDirty, onClose, existing }: BrandFormProps) {
  const own = useView((view) => view.start?.account?.scope ?? null);
  // As it was when the form was opened, whatever comes from elsewhere meanwhile.
  const [base] = useState(existing ?? { ...blank, parentId: parentId ?? own?.brandId ?? null });
  const [typed, setTyped] = useState<FieldValues>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const values = Object.fromEntries(
    paths.map((path) => [path, path in typed ? typed[path] : fieldAt(base, path)]),
  );
  const set = (path: string, value: unknown) => {
    const next = { ...typed, [path]: value };
    setTyped(next);
    onDirty(Object.entries(next).some(([each, text]) => !sameValue(text, fieldAt(base, each))));
    const { [path]: _mended, ...rest } = faults;
    setFaults(rest);
  };
  const showFaults = (found: Record<string, string>) => {
    setFaults(found);
    const first = paths.find((path) => path in found);
    if (first !== undefined) focusField(form.current, first);
    return first !== undefined;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || showFaults(faultsOf(brandLeaves, values, paths))) return;
    setBusy(true);
    setFailure(null);
    const fields = withFields(base, typed);
    const result = id
      ? await attempt('brand.update', { id, fields, base: changedFields(base, fields).before })
      : await attempt('brand.create', fields);
    setBusy(false);
    if (!result.ok) {
      const named = (result.error.fields ?? []).map(({ path, message }) => [formPath(path), message]);
      if (!showFaults(Object.fromEntries(named))) setFailure(result.error);
      return;
    }
    closeDialog();
    sayChanged(`${fields.name.trim()} ${id ? 'changed' : 'added'}`, result.value.mutationIds);
    const made = 'id' in result.value && typeof result.value.id === 'string' ? result.value.id : null;
    if (made && useView.getState().route.page === 'brands') go({ page: 'brands', id: made });
  };
  const look = {
    name: textOf(values, 'name').trim() || 'Brand name',
    logo: textOf(values, 'logo'),
    primaryColor: textOf(values, 'primaryColor'),
    accentColor: textOf(values, 'accentColor'),
    serviceDomain: textOf(values, 'serviceDomain').trim(),
    replyTo: textOf(values, 'replyTo').trim(),
  };
  return (
    <FormContext
      value={{
        values,
        faults,
        set,
        check: (path) => setFaults({ ...faults, ...faultsOf(brandLeaves, values, [path]) }),
      }}
    >
      <form ref={form} noValidate onSubmit={(event) => void save(event)} className="mt-4 flex flex-col gap-4">
        <NameField path="name" label="Brand name" autoFocus />
        <ParentChoice
          self={id}
          mayBeTop={own === null}
          value={values['parentId']}
          fault={faults['parentId']}
          onChange={(to) => set('parentId', to)}
        />
        <LogoField path="logo" />
        <div className="grid grid-cols-2 gap-3">
          <ColorField path="primaryColor" label="Primary colour" />
          <ColorField path="accentColor" label="Accent colour" />
        </div>
        <div className="grid grid-cols-2 gap-3">
          <FormField path="serviceDomain" label="Service domain" placeholder="portal.riverside.example" />
          <FormField path="replyTo" label="Reply-to address" type="email" />
        </div>
        <div className="grid grid-cols-2 items-start gap-3">
          <PagePreview look={look} caption="Preview of a page" />
          <MailPreview look={look} />
        </div>
        {failure ? (
          <Callout tone="bad" role="alert">
            {failure.message} <CopyDetails error={failure} />
          </Callout>
        ) : null}
        <DiscardOrSave
          asks={asks}
          onClose={onClose}
          onKeep={() => focusField(form.current, 'name')}
          verb={
            <Button look="primary" type="submit" busy={busy}>
              {id ? 'Save brand' : 'Add brand'}
            </Button>
          }
        />
      </form>
    </FormContext>
  );
}

interface ParentChoiceProps {
  self: string | null;
  mayBeTop: boolean;
  value: unknown;
  fault: string | undefined;
  onChange: (parentId: string | null) => void;
}

/** What a brand is below: anything but itself and what is below it. */
function ParentChoice({ self, mayBeTop, value, fault, onChange }: ParentChoiceProps) {
  const brands = useAnswer('brand.choices', undefined, ['brand']).value?.brands ?? [];
  const below = self === null ? null : sightOf(self, brands);
  const choices = brands.filter(({ id }) => !below?.has(id)).map(({ id, name }) => ({ id, name }));
  return (
    <FindChoiceField
      label="Parent brand"
      name="parentId"
      choices={mayBeTop ? [{ id: top, name: 'None: at the top of the tree' }, ...choices] : choices}
      value={typeof value === 'string' ? value : mayBeTop ? top : null}
      onChange={(id) => onChange(id === top || id === null ? null : id)}
      hint="Accounts of it and above see this brand’s customers"
      fault={fault}
    />
  );
}
