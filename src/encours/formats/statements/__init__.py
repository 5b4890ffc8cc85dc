def read_statements(data): raise NotImplementedError
