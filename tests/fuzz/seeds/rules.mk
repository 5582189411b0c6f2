MCU := atmega32u4
ifeq ($(X),yes)
  BOOTLOADER = caterina
endif
CONVERT_TO = proton_c
