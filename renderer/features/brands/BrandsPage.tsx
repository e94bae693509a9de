import { useState } from 'react';
import { Network } from 'lucide-react';
import { useAnswer } from '../../api/answers.ts';
import { go } from '../../app/navigate.ts';
import { useWhyNot } from '../../app/session.ts';
import { openDialog } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { EmptyState, ErrorState, SlowState } from '../../ui/states.tsx';
import { count } from '../../ui/words.ts';
import { DataAge } from '../lists/DataAge.tsx';
import { EmptyList } from '../lists/EmptyList.tsx';
import { SplitView } from '../lists/SplitView.tsx';
import { BrandDetailPane } from './BrandDetailPane.tsx';
import { BrandTree } from './BrandTree.tsx';
import { treeOf } from './tree.ts';

const edit = (id: string) => openDialog({ kind: 'brand', id, parentId: null });
const addBelow = (parentId: string | null) => openDialog({ kind: 'brand', id: null, parentId });
const remove = (id: string) => openDialog({ kind: 'delete-brands', ids: [id] });

/** The tree of brands: how things look to people at customers, and who sees what. */
export function BrandsPage({ id }: { id: string | null }) {
  const { value, error, slow, askAgain } = useAnswer('brand.list', undefined, ['brand', 'customer']);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } } | null>(null);
  const whyNotAdd = useWhyNot('brand.create');
  const whyNotEdit = useWhyNot('brand.update');
  const whyNotDelete = useWhyNot('brand.delete');
  const brands = value?.brands;
  const show = (brand: string | null) => go({ page: 'brands', id: brand }, { replace: id !== null });
  const add = (
    <Button look="primary" whyNot={whyNotAdd} onPress={() => addBelow(null)}>
      Add brand
    </Button>
  );
  const body = () => {
    if (!brands) {
      if (error) return <ErrorState error={error} onTryAgain={askAgain} />;
      return slow ? <SlowState what="the brands" /> : null;
    }
    if (brands.length === 0)
      return (
        <EmptyList what="brands">
          <EmptyState icon={<Network aria-hidden size={22} />} title="No brands yet" action={add}>
            A brand is how mails and pages look to people at customers. An account that’s bound to one sees it
            and what is below it.
          </EmptyState>
        </EmptyList>
      );
    return (
      <BrandTree
        nodes={treeOf(brands)}
        folded={folded}
        onFolded={setFolded}
        openId={id}
        onOpen={show}
        onEdit={(brand) => whyNotEdit === undefined && edit(brand)}
        onDelete={(brand) => whyNotDelete === undefined && remove(brand)}
        onMenu={(brand, at) => setMenu({ id: brand, at })}
      />
    );
  };
  const entries = (brand: string): MenuEntry[] => [
    { id: 'open', title: 'Open', shortcut: 'Enter', run: () => show(brand) },
    { id: 'edit', title: 'Edit brand', shortcut: 'F2', whyNot: whyNotEdit, run: () => edit(brand) },
    { id: 'add', title: 'Add sub-brand…', whyNot: whyNotAdd, run: () => addBelow(brand) },
    {
      ...{ id: 'delete', title: 'Delete…', shortcut: 'Delete', danger: true, apart: true },
      ...{ whyNot: whyNotDelete, run: () => remove(brand) },
    },
  ];
  return (
    <SplitView
      detail={id === null ? null : <BrandDetailPane key={id} id={id} onClose={() => show(null)} />}
      onClose={() => show(null)}
    >
      <div className="relative flex h-full min-h-0 min-w-0 flex-col">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 px-4 pt-3.5 pb-2.5">
          <h1 className="text-xl font-strong tracking-[-0.01em]">Brands</h1>
          {brands ? (
            <span className="text-faint" role="status">
              {count(brands.length)}
            </span>
          ) : null}
          <div className="ml-auto">{add}</div>
        </div>
        <DataAge kinds={['brand', 'customer']} />
        <div className="flex min-h-0 flex-1 flex-col border-t border-line">{body()}</div>
        {menu ? (
          <ContextMenu
            at={menu.at}
            label={`Actions for ${brands?.find((brand) => brand.id === menu.id)?.name ?? 'a brand'}`}
            entries={entries(menu.id)}
            onClose={() => setMenu(null)}
          />
        ) : null}
      </div>
    </SplitView>
  );
}
