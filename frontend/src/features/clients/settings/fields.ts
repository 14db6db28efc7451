import { algorithms } from "@/api/algorithms";
import { ChoiceSetting, DocumentSetting, ListSetting, SecondsSetting, SeveralSetting, SwitchSetting, TextSetting } from "@/ui/form";
import type { Values } from "./values";

// The controls of a form of this shape: a name that is no setting does not compile.
export const Text = TextSetting<Values>;
export const Document = DocumentSetting<Values>;
export const Seconds = SecondsSetting<Values>;
export const Choice = ChoiceSetting<Values>;
export const Switch = SwitchSetting<Values>;
export const Several = SeveralSetting<Values>;
export const List = ListSetting<Values>;

export const algorithmOptions = algorithms.map((alg) => [alg, alg] as const);

/** The algorithms, after a word for none of them. */
export const optionalAlgorithms = (none: string) => [["", none] as const, ...algorithmOptions];
