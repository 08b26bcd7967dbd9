def run(arguments, folder, chance):
    pass
