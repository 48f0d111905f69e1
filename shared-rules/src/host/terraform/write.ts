export const terraformWriter = 1;
