/** How findings are printed. */
export const formats = ['text', 'json', 'sarif', 'github'];
