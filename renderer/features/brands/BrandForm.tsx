import { brandFields, type BrandFields } from '../../../common/domain/entities.ts';
import { brandLeaves, changedFields, withFields } from '../../../common/domain/fields.ts';
import { sightOf } from '../../../common/domain/visibility.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt } from '../../api/client.ts';
import { go } from '../../app/navigate.ts';
import { sayChanged } from '../../app/notices.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { FindChoiceField } from '../../ui/fields.tsx';
import { textOf } from '../../ui/form.ts';
import { FormField, NameField } from '../../ui/form-fields.tsx';
import { ColorField, LogoField, PagePreview } from '../../ui/look-fields.tsx';
import type { AskingDialog } from '../../ui/use-asking-dialog.ts';
import { useDialogForm } from '../../ui/use-dialog-form.ts';
import { MailPreview } from './MailPreview.tsx';

const blank: BrandFields = { ...brandFields.parse({ name: '-' }), name: '' };
const top = 'top';

interface BrandFormProps {
  id: string | null;
  /** Of a new one: what it's below. */
  parentId: string | null;
  dialog: AskingDialog;
  /** The brand as it was when the form was opened; null for a new one. */
  existing: BrandFields | null;
}

/** The fields of a brand, beside how it looks. */
export function BrandForm({ id, parentId, dialog, existing }: BrandFormProps) {
  const own = useView((view) => view.start?.account?.scope ?? null);
  const form = useDialogForm({
    base: existing ?? { ...blank, parentId: parentId ?? own?.brandId ?? null },
    leaves: brandLeaves,
    onDirty: dialog.onDirty,
  });
  const save = async () => {
    const fields = withFields(form.base, form.typed);
    const saved = await form.send(async () =>
      id
        ? attempt('brand.update', { id, fields, base: changedFields(form.base, fields).before })
        : attempt('brand.create', fields),
    );
    if (!saved) return;
    closeDialog();
    sayChanged(`${fields.name.trim()} ${id ? 'changed' : 'added'}`, saved.mutationIds);
    const made = 'id' in saved && typeof saved.id === 'string' ? saved.id : null;
    if (made && useView.getState().route.page === 'brands') go({ page: 'brands', id: made });
  };
  const look = {
    name: textOf(form.values, 'name').trim() || 'Brand name',
    logo: textOf(form.values, 'logo'),
    primaryColor: textOf(form.values, 'primaryColor'),
    accentColor: textOf(form.values, 'accentColor'),
    serviceDomain: textOf(form.values, 'serviceDomain').trim(),
    replyTo: textOf(form.values, 'replyTo').trim(),
  };
  return (
    <DialogForm
      form={form}
      dialog={dialog}
      first="name"
      verb={id ? 'Save brand' : 'Add brand'}
      onSend={() => void save()}
    >
      <NameField path="name" label="Brand name" autoFocus />
      <ParentChoice
        self={id}
        mayBeTop={own === null}
        value={form.values['parentId']}
        fault={form.faults['parentId']}
        onChange={(to) => form.set('parentId', to)}
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
    </DialogForm>
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
