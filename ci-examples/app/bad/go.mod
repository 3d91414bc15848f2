module greeter

go 1.16
