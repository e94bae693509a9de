import type { BrandRow } from '../../../common/contract/brands.ts';

/** A brand with what is below it, by name. */
export interface BrandNode {
  brand: BrandRow;
  children: readonly BrandNode[];
  /** Customers of it and of all below it. */
  customers: number;
}

/** The tree of brands. What is below something that isn't here stands at the top: an account sees its brand and what is below that. */
export function treeOf(brands: readonly BrandRow[]): BrandNode[] {
  const here = new Set(brands.map(({ id }) => id));
  const placed = new Set<string>();
  const node = (brand: BrandRow): BrandNode => {
    placed.add(brand.id);
    const children = brands.filter(({ id, parentId }) => parentId === brand.id && !placed.has(id)).map(node);
    return {
      brand,
      children,
      customers: children.reduce((sum, child) => sum + child.customers, brand.customers),
    };
  };
  const roots = brands.filter(({ parentId }) => parentId === null || !here.has(parentId)).map(node);
  // Moves that cross may leave a ring until the partner API has answered: it's shown, too.
  return [
    ...roots,
    ...brands
      .filter(({ id }) => !placed.has(id))
      .flatMap((brand) => (placed.has(brand.id) ? [] : [node(brand)])),
  ];
}
