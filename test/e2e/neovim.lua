-- Opens a file in Neovim with Roleward's server, and does there what a person would do. It asserts nothing: what was
-- seen goes to the file SEEN as JSON, for neovim.test.ts to judge. Written for 0.7 and later, without any plugin.

local seen = { diagnostics = {}, offered = {} }
local file = vim.env.ROLEWARD_FILE

local function finish()
  local out = assert(io.open(vim.env.SEEN, "w"))
  out:write(vim.fn.json_encode(seen))
  out:close()
end

local ok, err = pcall(function()
  vim.cmd("edit " .. vim.fn.fnameescape(file))
  local buffer = vim.api.nvim_get_current_buf()
  local attached = false
  local client = vim.lsp.start_client({
    name = "roleward",
    cmd = { vim.env.NODE, vim.env.ROLEWARD_CLI, "lsp", "--stdio" },
    root_dir = vim.fn.fnamemodify(file, ":h"),
    on_attach = function() attached = true end,
  })
  vim.lsp.buf_attach_client(buffer, client)
  assert(vim.wait(20000, function() return attached end, 20), "the server did not attach")
  local function diagnostics() return vim.diagnostic.get(buffer) end
  assert(vim.wait(20000, function() return #diagnostics() > 0 end, 20), "no diagnostics came")
  for _, d in ipairs(diagnostics()) do
    table.insert(seen.diagnostics, {
      line = d.lnum, from = d.col, to = d.end_col, severity = d.severity, message = d.message, source = d.source,
      code = d.user_data and d.user_data.lsp and d.user_data.lsp.code or d.code,
    })
  end

  -- The quick fix as Neovim's own command applies it, with the menu answered by us.
  vim.ui.select = function(items, options, choose)
    for index, item in ipairs(items) do
      local title = options.format_item and options.format_item(item) or tostring(item)
      table.insert(seen.offered, title)
      if title:match("^Remove.*iam:CreateUser") then return choose(item, index) end
    end
    choose(nil)
  end
  local at = vim.fn.searchpos("iam:CreateUser", "cw")
  vim.api.nvim_win_set_cursor(0, { at[1], at[2] - 1 })
  vim.lsp.buf.code_action()
  local function text() return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n") end
  assert(vim.wait(10000, function() return not text():find("iam:CreateUser", 1, true) end, 20), "the fix did nothing")
  local function gone()
    for _, d in ipairs(diagnostics()) do
      if d.message:find("iam:CreateUser", 1, true) then return false end
    end
    return true
  end
  seen.gone = vim.wait(10000, gone, 20)
  seen.text = text()
end)
if not ok then seen.error = tostring(err) end
finish()
vim.lsp.stop_client(vim.lsp.get_active_clients())
vim.cmd("qall!")
