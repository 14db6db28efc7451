import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; where two say different things about the same property, the later one wins. */
export const cn = (...values: ClassValue[]) => twMerge(clsx(values));
